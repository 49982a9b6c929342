import { type ClockReading, isConfirmed, stepBetween } from '../ring/clock-step.js';
import type { KeyRing } from '../ring/key-ring.js';
import type { ClockStep } from '../ring/observations.js';

/**
 * O3: watches the store's clock against the monotonic one. A step stands until an operator confirms it, or the clock is
 * back where it would have been.
 */
export class ClockWatch {
  readonly #allowedSeconds: number;
  readonly #onStep: (stepSeconds: number) => void;
  #trusted: ClockReading | undefined;
  #latest: ClockReading | undefined;
  #step: { readonly stepSeconds: number; readonly sinceEpoch: number | null } | undefined;

  /** @param onStep told once of each. */
  constructor(allowedSeconds: number, onStep: (stepSeconds: number) => void) {
    this.#allowedSeconds = allowedSeconds;
    this.#onStep = onStep;
  }

  see(reading: ClockReading): void {
    this.#latest = reading;
    const stepSeconds =
      this.#trusted === undefined ? 0 : stepBetween(this.#trusted, reading, this.#allowedSeconds);
    if (stepSeconds === 0) {
      this.#trusted = reading;
      this.#step = undefined;
      return;
    }
    if (this.#step === undefined) this.#onStep(stepSeconds);
    this.#step = { stepSeconds, sinceEpoch: this.#step?.sinceEpoch ?? null };
  }

  /** The step that nobody confirmed, as of this ring. */
  pending(ring: KeyRing): ClockStep | undefined {
    if (this.#step === undefined) return undefined;
    const sinceEpoch = this.#step.sinceEpoch ?? ring.epoch;
    const step = { ...this.#step, sinceEpoch, allowedSeconds: this.#allowedSeconds };
    this.#step = step;
    if (isConfirmed(ring, step)) {
      this.#trusted = this.#latest;
      this.#step = undefined;
      return undefined;
    }
    return step;
  }

  /** What keys are dropped from the set by: while a step stands, time as it went on before. */
  servingSeconds(nowSeconds: number, monotonicMilliseconds: number): number {
    if (this.#step === undefined || this.#trusted === undefined) return nowSeconds;
    return this.#trusted.nowSeconds + (monotonicMilliseconds - this.#trusted.readAtMilliseconds) / 1000;
  }
}
