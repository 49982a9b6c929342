/** The one door to the wall clock and to timers. Everything else takes a `Clock`. */
export interface Clock {
  /** Wall clock, seconds since the epoch (RFC 7519 NumericDate), with fractions. */
  nowSeconds(): number;
  /** Never steps back; origin is arbitrary. For measuring how long something took. */
  monotonicMilliseconds(): number;
  /** Runs `task` once after the delay; the answer cancels it. Never keeps a process alive. */
  after(delayMilliseconds: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  nowSeconds: () => Date.now() / 1000,
  monotonicMilliseconds: () => performance.now(),
  after(delayMilliseconds, task) {
    const timer = setTimeout(task, delayMilliseconds);
    // Browsers and edge runtimes answer with a number, which has nothing to unref.
    if (typeof timer === 'object') timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after the delay on the given clock, which keeps virtual time possible. */
export function sleep(clock: Clock, delayMilliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMilliseconds, resolve);
  });
}

/** Resolves after the delay in real time and keeps the process alive for it: for commands that wait, and nothing else. */
export function stayFor(delayMilliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMilliseconds);
  });
}

/** Keeps the process alive until the work has ended: a pause on a clock does not, and Node ends a process that only waits. */
export function stayUntil<Result>(work: Promise<Result>): Promise<Result> {
  const timer = setInterval(() => {}, LONGEST_TIMER_MILLISECONDS);
  return work.finally(() => clearInterval(timer));
}

const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;

/** Runs `task` when what the event loop has in hand is done: for servers on Node alone. */
export function afterThisTurn(task: () => void): void {
  setImmediate(task);
}
