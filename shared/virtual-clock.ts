import type { Clock } from './clock.js';

interface Due {
  readonly atMilliseconds: number;
  readonly task: () => void;
}

/** A clock that moves only when told to, in whole order of due times: a month takes a moment. */
export class VirtualClock implements Clock {
  #elapsedMilliseconds = 0;
  /** Soonest first; of two that are due together, the one that was asked for first. */
  readonly #due: Due[] = [];
  readonly #startSeconds: number;

  /** @param startSeconds the wall clock's first reading, seconds since the epoch. */
  constructor(startSeconds: number) {
    this.#startSeconds = startSeconds;
  }

  nowSeconds(): number {
    return this.#startSeconds + this.#elapsedMilliseconds / 1000;
  }

  monotonicMilliseconds(): number {
    return this.#elapsedMilliseconds;
  }

  after(delayMilliseconds: number, task: () => void): () => void {
    const due = { atMilliseconds: this.#elapsedMilliseconds + Math.max(0, delayMilliseconds), task };
    this.#due.splice(this.#placeOf(due), 0, due);
    return () => {
      const at = this.#due.indexOf(due);
      if (at >= 0) this.#due.splice(at, 1);
    };
  }

  /** Moves to the instant of what is due next and runs that alone. False where nothing waits. */
  runNext(): boolean {
    return this.#runNextBefore(Number.POSITIVE_INFINITY);
  }

  /** Moves on, running what falls due on the way and letting promises settle after each task. */
  async advanceSeconds(seconds: number): Promise<void> {
    const end = this.#elapsedMilliseconds + seconds * 1000;
    while (this.#runNextBefore(end)) await settlePromises();
    this.#elapsedMilliseconds = end;
    await settlePromises();
  }

  #runNextBefore(endMilliseconds: number): boolean {
    const next = this.#due[0];
    if (next === undefined || next.atMilliseconds > endMilliseconds) return false;
    this.#due.shift();
    this.#elapsedMilliseconds = Math.max(this.#elapsedMilliseconds, next.atMilliseconds);
    next.task();
    return true;
  }

  #placeOf({ atMilliseconds }: Due): number {
    let [from, to] = [0, this.#due.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#due[middle]?.atMilliseconds ?? Number.POSITIVE_INFINITY) <= atMilliseconds)
        from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await turnOfEventLoop();
}

/** Resolves when everything that JavaScript had left to do at this moment is done. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
