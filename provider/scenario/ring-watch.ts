import type { Clock } from '@keyturn/shared/clock';
import { isOver, type RunSpan } from './run-span.js';

/** What became of the ring of an issuer since the traffic began. */
export interface RingChanges {
  /** Keys that some commit brought in. */
  readonly keysCreated: number;
  /** Of all that were ever committed, those that are neither published nor in the history. */
  readonly keysLost: number;
  /** Processes that died. */
  readonly crashes: number;
  /** What the rings that were committed break, each by the name of its rule. */
  readonly brokenRules: readonly string[];
}

export const LOOK_EVERY_MILLISECONDS = 100;

/** Waits for the alarm that a fault must raise. */
export class AlarmWatch {
  readonly #clock: Clock;
  #faultAtSeconds: number | undefined;
  #alarmSeconds: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something is wrong from now on. */
  noteFault(): void {
    this.#faultAtSeconds ??= this.#clock.nowSeconds();
  }

  /** From the fault to the alarm; null where none was raised. */
  get alarmSeconds(): number | null {
    return this.#alarmSeconds;
  }

  async watch(isAlarmed: () => boolean, span: RunSpan): Promise<void> {
    while (!isOver(span) && this.#alarmSeconds === null) {
      const since = this.#faultAtSeconds;
      if (since !== undefined && isAlarmed()) this.#alarmSeconds = this.#clock.nowSeconds() - since;
      await span.stop.pause(this.#clock, LOOK_EVERY_MILLISECONDS);
    }
  }
}
