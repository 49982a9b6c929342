import {
  exposureSeconds,
  maxHeaderLifetimeSeconds,
  minPublishLeadRefetchingSeconds,
  minPublishLeadSeconds,
} from '@keyturn/shared/rotation-bounds';
import { leadBoundSeconds, type SeriesPolicy } from '../ring/policy.js';
import type { Behaviour, BehaviourTerms } from './behaviour.js';

/** Whether a policy is safe for one behaviour, by the same inequalities as the policy check, with that behaviour's S and C. */
export interface BehaviourVerdict {
  /** `yes`: by I1. `if-it-refetches`: by I2, since it looks again on an unknown kid. `no`: valid tokens can be refused. */
  readonly rotationSafe: 'yes' | 'if-it-refetches' | 'no';
  /** What I1 asks for this behaviour, or I2 where only that holds; null where nothing is enough. Seconds. */
  readonly leadNeededSeconds: number | null;
  readonly leadSeconds: number;
  /** E1 with this behaviour's S and a healthy endpoint; null where nothing bounds it. Seconds. */
  readonly exposureBoundSeconds: number | null;
  /** No longer than `keyturn policy check` tells with fetches blocked. */
  readonly exposureAsTold: boolean;
  readonly rotation: string;
  readonly revocation: string;
  /** Null where nothing needs one. */
  readonly cure: string | null;
}

export function judgeBehaviour(behaviour: Behaviour, policy: SeriesPolicy): BehaviourVerdict {
  const terms = behaviour.terms(policy);
  const rotation = judgeRotation(behaviour, terms, policy);
  const revocation = judgeRevocation(behaviour, terms, policy);
  const cures = [rotation.cure, revocation.cure].flatMap((cure) => cure ?? []);
  return { ...rotation, ...revocation, cure: cures.length === 0 ? null : cures.join('; ') };
}

function judgeRotation(
  { setting }: Behaviour,
  { cachedAtMostSeconds, refetchCooldownSeconds }: BehaviourTerms,
  policy: SeriesPolicy,
) {
  const own = { ...policy, cachedAtMostSeconds, refetchCooldownSeconds };
  const leadSeconds = Math.max(policy.publishLeadSeconds, leadBoundSeconds(policy, policy.parties));
  const byExpiry = minPublishLeadSeconds(own);
  const byRefetch = minPublishLeadRefetchingSeconds(own);
  if (leadSeconds >= byExpiry)
    return {
      rotationSafe: 'yes' as const,
      leadNeededSeconds: byExpiry,
      leadSeconds,
      rotation: `safe: the lead of ${leadSeconds} s is at least the ${byExpiry} s of I1`,
      cure: null,
    };
  if (Number.isFinite(refetchCooldownSeconds) && leadSeconds >= byRefetch)
    return {
      rotationSafe: 'if-it-refetches' as const,
      leadNeededSeconds: byRefetch,
      leadSeconds,
      rotation: `safe because it refetches on an unknown kid: the lead of ${leadSeconds} s is below ${describe(byExpiry)} of I1 but at least the ${byRefetch} s of I2`,
      cure: null,
    };
  const needed = Math.min(byExpiry, Number.isFinite(refetchCooldownSeconds) ? byRefetch : byExpiry);
  const atMost = maxHeaderLifetimeSeconds(policy, leadSeconds);
  return {
    rotationSafe: 'no' as const,
    leadNeededSeconds: finiteOrNull(needed),
    leadSeconds,
    rotation: `not safe: valid tokens can be refused for up to ${describe(needed - leadSeconds)} at each rotation`,
    cure: [
      `set publishLeadSeconds to ${describe(needed)} or more (and rotationIntervalSeconds not below it)`,
      ...(setting === undefined || atMost <= 0
        ? []
        : [`lower ${setting} of the party to ${atMost} s or less`]),
    ].join(', or '),
  };
}

function judgeRevocation(
  { setting }: Behaviour,
  { healthyCopySeconds }: BehaviourTerms,
  policy: SeriesPolicy,
) {
  const { healthy } = exposureSeconds({ ...policy, jwksMaxAgeSeconds: healthyCopySeconds });
  const told = exposureSeconds(policy).fetchesBlocked;
  const common = { exposureBoundSeconds: finiteOrNull(healthy), exposureAsTold: healthy <= told };
  if (healthy <= told)
    return { ...common, revocation: `a revoked key is refused after ${healthy} s at the latest`, cure: null };
  if (healthy === Number.POSITIVE_INFINITY)
    return {
      ...common,
      revocation: 'a revoked key is accepted until an unknown kid comes by: no time bounds it',
      cure: 'revoke with --replace-with fresh, whose kid nobody knows, or restart the party',
    };
  const atMost = told - policy.publicationDelaySeconds;
  return {
    ...common,
    revocation: `a revoked key is accepted for up to ${healthy} s, more than the ${told} s that the policy tells`,
    cure:
      setting === undefined
        ? `set cachedAtMostSeconds to ${healthyCopySeconds}, so that the policy tells it`
        : `lower ${setting} of the party to ${atMost} s or less, or set cachedAtMostSeconds to ${healthyCopySeconds} so that the policy tells it`,
  };
}

const finiteOrNull = (seconds: number) => (Number.isFinite(seconds) ? seconds : null);

const describe = (seconds: number) => (Number.isFinite(seconds) ? `${seconds} s` : 'any time');
