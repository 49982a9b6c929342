import type { VerifierDurations } from '@keyturn/shared/verifier-profiles';
import { isUsable, type RefreshState } from './refresh-state.js';

/**
 * The pause after a failed attempt: uniform in [1/2, 1] of min(most, 2^failures) seconds, so that a fleet does not
 * come back in one second.
 * @param failures in a row, from 1.
 * @param draw uniform in [0, 1).
 */
export function backOffSeconds(failures: number, draw: number, maxBackoffSeconds: number): number {
  return (0.5 + 0.5 * draw) * Math.min(maxBackoffSeconds, 2 ** Math.min(failures, 30));
}

/**
 * The longest pause that a set in use allows: a quarter of its stale time (E), so that its end is not slept through and an
 * outage of up to half of E is noticed by nobody. Without a set, or where it has no stale time, the longest there is.
 */
export function longestPauseSeconds(
  state: Pick<RefreshState, 'held'>,
  now: number,
  { maxBackoffSeconds }: Pick<VerifierDurations, 'maxBackoffSeconds'>,
): number {
  const { held } = state;
  const staleSeconds = held === undefined ? 0 : held.usableUntilSeconds - held.freshUntilSeconds;
  if (staleSeconds <= 0 || !isUsable(state, now)) return maxBackoffSeconds;
  return Math.min(maxBackoffSeconds, staleSeconds * PAUSE_SHARE);
}

/** Which part of the stale time a pause may take. */
const PAUSE_SHARE = 0.25;
