import { guardPolicy, guardRetention, plainGuard } from './check-guards.js';
import { guardClock } from './clock-step.js';
import type { Decision, DecisionContext } from './decision.js';
import { grant, refuse } from './decision.js';
import type { Force } from './guard.js';
import type { KeyRing } from './key-ring.js';
import { findPublished } from './key-ring.js';
import { policyOf } from './policy.js';
import { dueRemovals, settle } from './settle.js';

/**
 * Takes one key out of the set ahead of its time: a retiring one is refused by I3 while its tokens may live, a standby is
 * abandoned and replaced, the active one is never taken.
 */
export function decideRetirement(
  ring: KeyRing,
  kid: string,
  context: DecisionContext,
  force?: Force,
): Decision {
  const policyGuard = guardPolicy(ring, context.policy) ?? guardClock(ring, context.observations.clockStep);
  if (policyGuard !== undefined) return refuse(policyGuard);
  const removals = dueRemovals(ring, context.nowSeconds);
  const found = findPublished(settle(ring, context.nowSeconds), kid);
  if (found === undefined) {
    return refuse(plainGuard('I7', '*', kid, 'the key is not published', 'list the keys and check the kid'));
  }
  const { key, series } = found;
  if (key.state === 'active') {
    return refuse(
      plainGuard('I5', series.name, kid, 'the key is signing', 'rotate first, or revoke it if it was stolen'),
    );
  }
  const remove = {
    do: 'remove',
    kid,
    atSeconds: context.nowSeconds,
    reason: force?.reason ?? 'retired by name',
  } as const;
  if (key.state === 'standby') {
    const policy = policyOf(context.policy, series.name);
    const next = policy === undefined ? [] : [{ do: 'publish', series: policy, slot: 'next' } as const];
    return grant([...removals, remove, ...next]);
  }
  if (key.state === 'cold') {
    const policy = policyOf(context.policy, series.name);
    const last = series.keys.filter(({ state }) => state === 'cold').length === 1;
    const next =
      policy?.coldStandby !== undefined && last ? [{ do: 'publish-cold', series: policy } as const] : [];
    return grant([...removals, remove, ...next]);
  }
  const early = guardRetention(key, series.name, context.nowSeconds);
  if (early !== undefined && force === undefined) return refuse(early);
  return grant([...removals, remove], early === undefined ? [] : [early.rule]);
}
