import { x5cLimits } from './limits.js';

/** What is known of a watched file. */
export interface FileState {
  /** What changes when the file does, as it was when it was last read; empty where there was none. */
  readonly stamp: string;
  /** Readings of this stamp that failed, one after the other. */
  readonly failures: number;
  /** When the last of them did; monotonic. */
  readonly failedAtMilliseconds: number;
}

/** Whether to read the file: when it changed, and now and then where it failed. Pure. */
export function isReadDue(state: FileState, stamp: string, nowMilliseconds: number): boolean {
  if (stamp !== state.stamp) return true;
  return state.failures > 0 && nowMilliseconds - state.failedAtMilliseconds >= pauseAfter(state.failures);
}

/** After a reading that succeeded. */
export const afterReading = (stamp: string): FileState => ({ stamp, failures: 0, failedAtMilliseconds: 0 });

/** After one that failed. Another stamp is another failure, the first of its own. */
export function afterFailure(state: FileState, stamp: string, nowMilliseconds: number): FileState {
  const failures = stamp === state.stamp ? state.failures + 1 : 1;
  return { stamp, failures, failedAtMilliseconds: nowMilliseconds };
}

/** Milliseconds until a file that failed is tried again unchanged: twice as long each time. */
export function pauseAfter(failures: number): number {
  const { firstFileRetryMilliseconds, lastFileRetryMilliseconds } = x5cLimits;
  return Math.min(firstFileRetryMilliseconds * 2 ** (failures - 1), lastFileRetryMilliseconds);
}
