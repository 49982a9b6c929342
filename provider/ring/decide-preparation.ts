import { guardPolicy, plainGuard } from './check-guards.js';
import { guardClock } from './clock-step.js';
import type { Decision, DecisionContext, Granted } from './decision.js';
import { grant, refuse } from './decision.js';
import type { Force, Guard } from './guard.js';
import type { KeyRing } from './key-ring.js';
import { keyInState, seriesOf } from './key-ring.js';
import type { RotationPolicy, SeriesPolicy } from './policy.js';
import { policyOf } from './policy.js';
import { dueRemovals, settle } from './settle.js';

/** Publishes a standby where a series has none; nothing to do otherwise. */
export function decidePreparation(ring: KeyRing, series: SeriesPolicy, context: DecisionContext): Decision {
  const policyGuard = guardPolicy(ring, context.policy) ?? guardClock(ring, context.observations.clockStep);
  if (policyGuard !== undefined) return refuse(policyGuard);
  const removals = dueRemovals(ring, context.nowSeconds);
  const current = seriesOf(settle(ring, context.nowSeconds), series.name);
  if (keyInState(current, 'standby') !== undefined) return grant(removals);
  const open = current === undefined ? [{ do: 'open-series', series } as const] : [];
  return grant([...removals, ...open, { do: 'publish', series, slot: 'next' }]);
}

/**
 * The first keys of a new issuer: they sign at once, since no earlier copy of its set can exist (I12). Each series gets
 * its standby in the same commit.
 */
export function decideFirstKeys(policy: RotationPolicy): Granted {
  return grant(
    policy.series.flatMap((series) => [
      { do: 'open-series', series } as const,
      { do: 'publish', series, slot: 'replacement' } as const,
      { do: 'activate', series, kid: { slot: 'replacement' } } as const,
      { do: 'publish', series, slot: 'next' } as const,
      ...(series.coldStandby === undefined ? [] : [{ do: 'publish-cold', series } as const]),
    ]),
  );
}

/**
 * Makes the configured policy the ring's; nothing to do when it is already. A series that it adds is opened at once, so
 * that the ring remembers its terms from the moment they are in force (I14); its first key waits its lead all the same. So
 * a policy that keeps no series that signs now would stop issuance for a lead, which must be forced.
 */
export function decideAdoption(ring: KeyRing, context: DecisionContext, force?: Force): Decision {
  const { nowSeconds, policy } = context;
  const removals = dueRemovals(ring, nowSeconds);
  if (ring.policyDigest === policy.digest) return grant(removals);
  const recast = policy.series.find(({ name, alg }) => (seriesOf(ring, name)?.alg ?? alg) !== alg);
  if (recast !== undefined) return refuse(otherAlgorithm(recast));
  const added = policy.series.filter(({ name }) => seriesOf(ring, name) === undefined);
  const opened = added.map((series) => ({ do: 'open-series', series }) as const);
  const silent = guardIssuance(ring, policy);
  if (silent !== undefined && force === undefined) return refuse(silent);
  const forced = silent === undefined ? [] : [silent.rule];
  return grant([...removals, { do: 'adopt-policy', policy }, ...opened], forced);
}

/** I5: after the change something can sign, if anything could before. */
function guardIssuance(ring: KeyRing, policy: RotationPolicy): Guard | undefined {
  const signing = ring.series.filter((series) => keyInState(series, 'active') !== undefined);
  if (signing.length === 0 || signing.some(({ name }) => policyOf(policy, name) !== undefined))
    return undefined;
  const lead = Math.min(...policy.series.map(({ publishLeadSeconds }) => publishLeadSeconds));
  const message = `the policy keeps no series that signs now: nothing could be signed for ${lead} s`;
  const cure =
    'keep the present series beside the new one until that signs, then drop it; or force it with a reason';
  return plainGuard('I5', signing.map(({ name }) => name).join(', '), null, message, cure);
}

/** Its next key would sign with an algorithm that was never announced a lead ahead (I13). */
function otherAlgorithm({ name, alg }: SeriesPolicy): Guard {
  const message = `series ${name} is of another algorithm than ${alg}, and a series keeps its algorithm`;
  return plainGuard('I13', name, null, message, 'add a series by another name, and drop the old one later');
}
