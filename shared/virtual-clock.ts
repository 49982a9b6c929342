import type { Clock } from './clock.js';

interface Due {
  readonly atMilliseconds: number;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that moves only when told to, in whole order of due times: a month takes a moment. */
export class VirtualClock implements Clock {
  #elapsedMilliseconds = 0;
  #order = 0;
  #due: Due[] = [];
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
    const due = {
      atMilliseconds: this.#elapsedMilliseconds + Math.max(0, delayMilliseconds),
      order: this.#order++,
      task,
    };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((other) => other !== due);
    };
  }

  /** Moves on, running what falls due on the way and letting promises settle after each task. */
  async advanceSeconds(seconds: number): Promise<void> {
    const end = this.#elapsedMilliseconds + seconds * 1000;
    for (let next = this.#takeDue(end); next !== undefined; next = this.#takeDue(end)) {
      this.#elapsedMilliseconds = Math.max(this.#elapsedMilliseconds, next.atMilliseconds);
      next.task();
      await settlePromises();
    }
    this.#elapsedMilliseconds = end;
    await settlePromises();
  }

  #takeDue(endMilliseconds: number): Due | undefined {
    this.#due.sort((a, b) => a.atMilliseconds - b.atMilliseconds || a.order - b.order);
    const next = this.#due[0];
    if (next === undefined || next.atMilliseconds > endMilliseconds) return undefined;
    this.#due.shift();
    return next;
  }
}

async function settlePromises(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
