import type { Clock } from '@keyturn/shared/clock';

/** The same time, but that its wall clock is off, and can be set. The monotonic one goes on. */
export class SteppedClock implements Clock {
  readonly #clock: Clock;
  #offsetSeconds: number;

  constructor(clock: Clock, offsetSeconds = 0) {
    this.#clock = clock;
    this.#offsetSeconds = offsetSeconds;
  }

  step(seconds: number): void {
    this.#offsetSeconds += seconds;
  }

  nowSeconds(): number {
    return this.#clock.nowSeconds() + this.#offsetSeconds;
  }

  monotonicMilliseconds(): number {
    return this.#clock.monotonicMilliseconds();
  }

  after(delayMilliseconds: number, task: () => void): () => void {
    return this.#clock.after(delayMilliseconds, task);
  }
}
