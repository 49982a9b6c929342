import type { KeyRing } from './key-ring.js';
import type { Step } from './steps.js';
import { applySteps } from './steps.js';
import { removalDueAtSeconds } from './windows.js';

/** The removals that are due, whether or not anyone committed them yet, oldest first. */
export function dueRemovals(ring: KeyRing, nowSeconds: number): readonly Extract<Step, { do: 'remove' }>[] {
  return ring.series
    .flatMap((series) => series.keys)
    .map((key) => ({ kid: key.kid, atSeconds: removalDueAtSeconds(key) }))
    .filter(({ atSeconds }) => atSeconds <= nowSeconds)
    .sort((a, b) => a.atSeconds - b.atSeconds)
    .map(({ kid, atSeconds }) => ({ do: 'remove', kid, atSeconds, reason: 'retention passed' }));
}

/**
 * The ring as it stands now, due removals applied: what is served, and what every decision starts from. A key leaves the
 * set when it is READ (I3u), with a higher epoch (I11), however late the next tick comes.
 */
export function settle(ring: KeyRing, nowSeconds: number): KeyRing {
  const due = dueRemovals(ring, nowSeconds);
  return due.length === 0 ? ring : applySteps(ring, due, nowSeconds);
}
