import type { Clock } from '@keyturn/shared/clock';

/** The clock of one process: its wall clock is off by so much, and nothing rings any more once the process is dead. */
export class ReplicaClock implements Clock {
  readonly #clock: Clock;
  readonly #offsetSeconds: number;
  #isDead = false;

  constructor(clock: Clock, offsetSeconds: number) {
    this.#clock = clock;
    this.#offsetSeconds = offsetSeconds;
  }

  nowSeconds(): number {
    return this.#clock.nowSeconds() + this.#offsetSeconds;
  }

  monotonicMilliseconds(): number {
    return this.#clock.monotonicMilliseconds();
  }

  after(delayMilliseconds: number, task: () => void): () => void {
    if (this.#isDead) return () => {};
    return this.#clock.after(delayMilliseconds, () => {
      if (!this.#isDead) task();
    });
  }

  die(): void {
    this.#isDead = true;
  }
}
