import { guardPolicy } from './check-guards.js';
import type { Decision, DecisionContext } from './decision.js';
import { grant, refuse } from './decision.js';
import type { KeyRing } from './key-ring.js';

/** An operator says that the clock is right. Whoever saw a step before this believes it from now on, in every process. */
export function decideClockConfirmation(ring: KeyRing, reason: string, context: DecisionContext): Decision {
  const policyGuard = guardPolicy(ring, context.policy);
  return policyGuard === undefined ? grant([{ do: 'confirm-clock', reason }]) : refuse(policyGuard);
}
