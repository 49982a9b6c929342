import type { Clock } from '@keyturn/shared/clock';

/** A timer that is later than this was lost: some runtimes end timers with the request that had set them. */
const LATE_TIMER_SECONDS = 5;

/** Puts a hint off for a while, so that a fleet that hears the news at once does not ask at once. The highest epoch counts. */
export class DelayedHint {
  readonly #clock: Clock;
  readonly #now: () => number;
  readonly #follow: (epoch: number) => void;
  #epoch = Number.NEGATIVE_INFINITY;
  #dueSeconds = 0;
  #cancelTimer: (() => void) | undefined;

  /** @param now seconds that never step back. */
  constructor(clock: Clock, now: () => number, follow: (epoch: number) => void) {
    this.#clock = clock;
    this.#now = now;
    this.#follow = follow;
  }

  hear(epoch: number, chooseDelaySeconds: () => number): void {
    this.#epoch = Math.max(this.#epoch, epoch);
    if (this.#cancelTimer !== undefined) {
      if (this.#now() > this.#dueSeconds + LATE_TIMER_SECONDS) this.#end();
      return;
    }
    const delayMilliseconds = Math.ceil(chooseDelaySeconds() * 1000);
    this.#dueSeconds = this.#now() + delayMilliseconds / 1000;
    this.#cancelTimer = this.#clock.after(delayMilliseconds, () => this.#end());
  }

  /** Calls the timer off. */
  cancel(): void {
    this.#cancelTimer?.();
  }

  #end(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const epoch = this.#epoch;
    // Of this delay alone: an epoch that never comes must not stand before those that do.
    this.#epoch = Number.NEGATIVE_INFINITY;
    this.#follow(epoch);
  }
}
