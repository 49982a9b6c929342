import { guardPolicy, guardSelfCheck, plainGuard } from './check-guards.js';
import { chooseColdKey, followingCold, type Unsealed } from './cold-standby.js';
import type { Decision, DecisionContext, PlannedStep } from './decision.js';
import { grant, refuse } from './decision.js';
import type { KeyRing, KeySeries } from './key-ring.js';
import { findPublished, keyInState } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';
import { policyOf } from './policy.js';
import { dueRemovals, settle } from './settle.js';

/**
 * `standby` promotes the published standby; `fresh` generates anew, because the standby may be known to the thief too;
 * `cold` promotes the cold standby, which nobody could open but the operator.
 */
export const replacements = ['standby', 'fresh', 'cold'] as const;
export type Replacement = (typeof replacements)[number];

export interface RevocationRequest {
  readonly kid: string;
  readonly replaceWith: Replacement;
  readonly reason: string;
  /** With `cold` alone. */
  readonly unsealed?: Unsealed | undefined;
}

/**
 * The emergency: stop signing, activate the replacement, take the key away, all in one commit (E4). The lead is not waited
 * for; what that costs is computed by `revocationConsequences`.
 */
export function decideRevocation(
  ring: KeyRing,
  request: RevocationRequest,
  context: DecisionContext,
): Decision {
  const policyGuard = guardPolicy(ring, context.policy);
  if (policyGuard !== undefined) return refuse(policyGuard);
  const { kid, reason } = request;
  const removals = dueRemovals(ring, context.nowSeconds);
  const settled = settle(ring, context.nowSeconds);
  const found = findPublished(settled, kid);
  const revoke: PlannedStep = { do: 'revoke', kid, reason };
  if (found === undefined) return revokeFormer(settled, kid, [...removals, revoke]);
  const policy = policyOf(context.policy, found.series.name);
  // Nothing replaces a key that only verified, or one of a series that is being closed.
  if (policy === undefined || found.key.state === 'retiring') return grant([...removals, revoke]);
  if (found.key.state === 'standby')
    return grant([...removals, revoke, { do: 'publish', series: policy, slot: 'next' }]);
  if (found.key.state === 'cold')
    return grant([...removals, revoke, ...followingCold(found.series, policy, kid)]);
  const replaced = replaceActive(found.series, policy, request, context);
  return replaced.granted ? grant([...removals, revoke, ...replaced.steps]) : replaced;
}

function replaceActive(
  series: KeySeries,
  policy: SeriesPolicy,
  { replaceWith, reason, unsealed }: RevocationRequest,
  context: DecisionContext,
): Decision {
  const standby = keyInState(series, 'standby');
  const publishNext: PlannedStep = { do: 'publish', series: policy, slot: 'next' };
  // It lay beside the stolen one, under the same wrapping key.
  const withStandby = standby === undefined ? [] : [{ do: 'revoke', kid: standby.kid, reason } as const];
  if (replaceWith === 'cold') {
    const chosen = chooseColdKey(series, unsealed, context.nowSeconds);
    if ('rule' in chosen) return refuse(chosen);
    return grant([
      ...withStandby,
      { do: 'unseal', series: series.name, kid: chosen.kid, bornAtEpoch: chosen.bornAtEpoch },
      { do: 'activate', series: policy, kid: chosen.kid },
      publishNext,
      ...followingCold(series, policy, chosen.kid),
    ]);
  }
  if (replaceWith === 'fresh') {
    return grant([
      ...withStandby,
      { do: 'publish', series: policy, slot: 'replacement' },
      { do: 'activate', series: policy, kid: { slot: 'replacement' } },
      publishNext,
    ]);
  }
  if (standby === undefined) {
    return refuse(
      plainGuard('I5', series.name, null, 'there is no standby key to promote', 'replace with a fresh key'),
    );
  }
  const broken = guardSelfCheck(standby, series.name, context);
  if (broken !== undefined) return refuse({ ...broken, cure: 'replace with a fresh key' });
  return grant([{ do: 'activate', series: policy, kid: standby.kid }, publishNext]);
}

function revokeFormer(ring: KeyRing, kid: string, steps: readonly PlannedStep[]): Decision {
  const former = ring.former.find((key) => key.kid === kid);
  if (former?.state === 'removed') return grant(steps);
  const message =
    former === undefined
      ? 'the key is not published, nor among those that ended last'
      : 'the key is revoked already';
  return refuse(plainGuard('I7', former?.series ?? '*', kid, message, 'list the keys and check the kid'));
}
