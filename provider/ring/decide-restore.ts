import { guardPolicy } from './check-guards.js';
import type { Decision, DecisionContext } from './decision.js';
import { grant, refuse } from './decision.js';
import type { KeyRing } from './key-ring.js';
import { dueRemovals } from './settle.js';

/** Far above what any issuer served since its backup was made: a century of steps at one a minute. */
const DEFAULT_JUMP = 50_000_000;

/**
 * A ring that came from a backup is made the newest: its epoch jumps above any that was served, so that relying parties
 * believe its set (I11). What became of its keys since is not in it: keys that were revoked are named before this.
 * @param epochAbove the highest epoch that may have been served; default: the ring's and fifty million.
 */
export function decideRestore(ring: KeyRing, context: DecisionContext, epochAbove?: number): Decision {
  const policyGuard = guardPolicy(ring, context.policy);
  if (policyGuard !== undefined) return refuse(policyGuard);
  return grant([
    ...dueRemovals(ring, context.nowSeconds),
    { do: 'restore', epochAbove: epochAbove ?? ring.epoch + DEFAULT_JUMP },
  ]);
}
