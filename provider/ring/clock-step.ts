import { plainGuard } from './check-guards.js';
import type { Guard } from './guard.js';
import type { KeyRing } from './key-ring.js';
import type { ClockStep } from './observations.js';

/** The wall clock was read at some moment between the two, by the monotonic one. */
export interface ClockReading {
  readonly nowSeconds: number;
  readonly startedAtMilliseconds: number;
  readonly readAtMilliseconds: number;
}

/**
 * By how much the clock moved from one reading to the next beyond what time passed; zero within the allowed offset. A
 * reading takes a while, which is no step.
 */
export function stepBetween(before: ClockReading, after: ClockReading, allowedSeconds: number): number {
  const least = (after.startedAtMilliseconds - before.readAtMilliseconds) / 1000;
  const most = (after.readAtMilliseconds - before.startedAtMilliseconds) / 1000;
  const moved = after.nowSeconds - before.nowSeconds;
  if (moved > most + allowedSeconds) return moved - most;
  return moved < least - allowedSeconds ? moved - least : 0;
}

export function isConfirmed({ clockConfirmedAtEpoch = 0 }: KeyRing, { sinceEpoch }: ClockStep): boolean {
  return clockConfirmedAtEpoch > sinceEpoch;
}

/** O3: windows that were counted by one clock are not judged by another. */
export function guardClock(ring: KeyRing, step: ClockStep | undefined): Guard | undefined {
  if (step === undefined || isConfirmed(ring, step)) return undefined;
  const { stepSeconds, allowedSeconds: D } = step;
  const way = stepSeconds > 0 ? 'forward' : 'back';
  const message = `the clock was set ${way} by ${Math.round(Math.abs(stepSeconds))} s, more than the ${D} s that clocks may differ`;
  const cure = 'see that the clock is right, then confirm it: keyturn keys confirm-clock --reason TEXT';
  return {
    ...plainGuard('O3', '*', null, message, cure),
    terms: { stepSeconds: Math.round(stepSeconds), D },
  };
}
