import type { suspicionText } from './key-news.js';
import type { OutcomePlan } from './plan-outcome.js';
import { RefreshFailure } from './refresh-failure.js';

/** How a flight ended. */
export interface Landing {
  readonly startedAtSeconds: number;
  /** It went past all caches, so that what it did not bring is not there. */
  readonly noCache: boolean;
  /** The provider answered with a set. */
  readonly read: boolean;
  /** It never ended: the runtime gave it up with the request that had begun it. */
  readonly lost?: true;
}

export const lostLanding: Landing = { startedAtSeconds: 0, noCache: false, read: false, lost: true };

/** Whether the provider answered with a set that counts, be it the one in use. */
export function isRead(verdict: OutcomePlan['verdict']): boolean {
  return verdict !== 'failed' && verdict !== 'distrust';
}

export function doubtful(): RefreshFailure {
  return new RefreshFailure('keys_doubtful', 'The set lost keys without a higher epoch.');
}

/** Where no epoch is shown, every retirement of a key is a shrink that takes a second look: no news. */
export function isNews(plan: OutcomePlan): plan is OutcomePlan & { suspicion: keyof typeof suspicionText } {
  return plan.suspicion !== undefined && !(plan.verdict === 'look-again' && plan.suspicion === 'set_shrank');
}

export function codeOf(failure: unknown): string {
  return failure instanceof Error && 'code' in failure ? String(failure.code) : 'unknown';
}
