import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { Clock } from '@keyturn/shared/clock';
import { sleep } from '@keyturn/shared/clock';

const LOOK_EVERY_MILLISECONDS = 50;

const throughThreadPool = promisify(randomBytes);

/**
 * Whether the machine let a run in real time have its time: how late timers and the thread pool were. A machine that
 * stalls makes valid tokens expire on the way, and that says nothing about keys.
 */
export class MachineWatch {
  readonly #clock: Clock;
  readonly #windowMilliseconds: number;
  #late: { readonly atMilliseconds: number; readonly lateMilliseconds: number }[] = [];
  #mostLateMilliseconds = 0;
  #isOver = false;

  /** @param windowSeconds within which lateness adds up. */
  constructor(clock: Clock, windowSeconds: number) {
    this.#clock = clock;
    this.#windowMilliseconds = windowSeconds * 1000;
  }

  /** Looks until `stop`; resolves then. */
  async watch(): Promise<void> {
    while (!this.#isOver) {
      const dueMilliseconds = this.#clock.monotonicMilliseconds() + LOOK_EVERY_MILLISECONDS;
      await sleep(this.#clock, LOOK_EVERY_MILLISECONDS);
      await throughThreadPool(1);
      this.#note(this.#clock.monotonicMilliseconds(), dueMilliseconds);
    }
  }

  stop(): void {
    this.#isOver = true;
  }

  /** The most time that was lost within one window. */
  get lateSecondsAtMost(): number {
    return this.#mostLateMilliseconds / 1000;
  }

  #note(atMilliseconds: number, dueMilliseconds: number): void {
    this.#late.push({ atMilliseconds, lateMilliseconds: atMilliseconds - dueMilliseconds });
    this.#late = this.#late.filter((each) => each.atMilliseconds > atMilliseconds - this.#windowMilliseconds);
    const lost = this.#late.reduce((sum, { lateMilliseconds }) => sum + lateMilliseconds, 0);
    this.#mostLateMilliseconds = Math.max(this.#mostLateMilliseconds, lost);
  }
}
