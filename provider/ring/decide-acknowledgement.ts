import type { Acknowledgement } from './acknowledge-key.js';
import { guardPolicy, plainGuard } from './check-guards.js';
import type { Decision, DecisionContext } from './decision.js';
import { grant, refuse } from './decision.js';
import type { Guard } from './guard.js';
import type { KeyRing } from './key-ring.js';
import { findPublished } from './key-ring.js';
import { policyOf } from './policy.js';
import { settle } from './settle.js';

/** Writes down that a pinned party has a published key. Said twice, it is said once. */
export function decideAcknowledgement(
  ring: KeyRing,
  { party, kid }: Acknowledgement,
  context: DecisionContext,
): Decision {
  const policyGuard = guardPolicy(ring, context.policy);
  if (policyGuard !== undefined) return refuse(policyGuard);
  const found = findPublished(settle(ring, context.nowSeconds), kid);
  if (found === undefined)
    return refuse(plainGuard('I7', '*', kid, 'the key is not published', 'list the keys and check the kid'));
  const { key, series } = found;
  const known = policyOf(context.policy, series.name)?.pinnedParties ?? [];
  if (!known.includes(party)) return refuse(unknownParty(series.name, kid, known));
  return grant(key.acknowledgedBy?.includes(party) === true ? [] : [{ do: 'acknowledge', party, kid }]);
}

function unknownParty(series: string, kid: string, known: readonly string[]): Guard {
  const cure =
    known.length === 0
      ? 'name it in rotation.pinnedParties'
      : `name it in rotation.pinnedParties, or one of ${known.join(', ')}`;
  return plainGuard('pinned', series, kid, `this is no pinned party of series ${series}`, cure);
}
