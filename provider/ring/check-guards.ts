import type { DecisionContext } from './decision.js';
import type { Guard, GuardRule } from './guard.js';
import type { KeyRing, RingKey } from './key-ring.js';
import type { RotationPolicy, SeriesPolicy } from './policy.js';
import {
  leadSeconds,
  leavesWithinLag,
  readyAtSeconds,
  removalDueAtSeconds,
  retentionSeconds,
} from './windows.js';

/** I1 and I8: the standby has been published for its whole lead. */
export function guardLead(
  standby: RingKey,
  policy: SeriesPolicy,
  nowSeconds: number,
  rule: 'I1' | 'I8' = 'I1',
): Guard | undefined {
  const waitSeconds = readyAtSeconds(standby, policy.parties) - nowSeconds;
  if (waitSeconds <= 0) return undefined;
  const { publicationDelaySeconds: P, serveStaleJwksSeconds: Z, cachedAtMostSeconds: S } = standby.inForce;
  const { maxClockOffsetSeconds: D, refetchCooldownSeconds: C } = standby.inForce;
  const lead = leadSeconds(standby, policy.parties);
  return {
    rule,
    series: policy.name,
    kid: standby.kid,
    terms: {
      P,
      Z,
      S,
      D,
      ...(policy.parties === 'refetching' ? { C } : {}),
      leadSeconds: lead,
      ageSeconds: nowSeconds - standby.publishedAtSeconds,
    },
    waitSeconds: Math.ceil(waitSeconds),
    message: `the standby key has been published for less than its lead of ${lead} s`,
    cure: `wait ${Math.ceil(waitSeconds)} s: by then every relying party has had the key for long enough`,
  };
}

/** I3: a demoted key stays published until its last token has expired everywhere. */
export function guardRetention(key: RingKey, series: string, nowSeconds: number): Guard | undefined {
  const waitSeconds = removalDueAtSeconds(key) - nowSeconds;
  if (waitSeconds <= 0) return undefined;
  const {
    maxTokenLifetimeSeconds: T,
    leewaySeconds: lambda,
    maxClockOffsetSeconds: D,
    signerLeaseSeconds: L,
  } = key.inForce;
  return {
    rule: 'I3',
    series,
    kid: key.kid,
    terms: { T, lambda, D, L, retentionSeconds: retentionSeconds(key) },
    waitSeconds: Math.ceil(waitSeconds),
    message: 'tokens that this key signed may still be valid',
    cure: `wait ${Math.ceil(waitSeconds)} s: it is removed by itself; if it was stolen, revoke it`,
  };
}

/**
 * I9: the key stays in the set wherever it is served from, by replicas too that do not know of the rollback yet. In its
 * last P + Z a lagging replica would drop it while it signs.
 */
export function guardStillPublished(
  ring: KeyRing,
  key: RingKey,
  series: string,
  nowSeconds: number,
): Guard | undefined {
  if (!leavesWithinLag(ring, key, nowSeconds)) return undefined;
  return {
    rule: 'I9',
    series,
    kid: key.kid,
    terms: { leavesInSeconds: removalDueAtSeconds(key) - nowSeconds },
    waitSeconds: null,
    message: 'the key is about to leave the set, and a lagging replica would drop it while it signs',
    cure: 'rotate, or revoke the active key and promote its standby',
  };
}

/** O2: the key signed and verified a probe. */
export function guardSelfCheck(key: RingKey, series: string, context: DecisionContext): Guard | undefined {
  if (context.observations.selfChecked.has(key.kid)) return undefined;
  return {
    rule: 'O2',
    series,
    kid: key.kid,
    terms: {},
    waitSeconds: null,
    message: 'the key has not signed and verified a probe',
    cure: 'see the log for why the self-check failed; a key that cannot be opened is replaced by: revoke it, or retire the standby',
  };
}

/** I14: ring and replica agree on the policy. */
export function guardPolicy(ring: KeyRing, policy: RotationPolicy): Guard | undefined {
  if (ring.policyDigest === policy.digest) return undefined;
  const message = 'the configured policy is not the one that the ring is turned by';
  return plainGuard('I14', '*', null, message, 'make it the ring’s by name: keyturn policy adopt');
}

/** A refusal that no waiting helps. */
export function plainGuard(
  rule: GuardRule,
  series: string,
  kid: string | null,
  message: string,
  cure = message,
): Guard {
  return { rule, series, kid, terms: {}, waitSeconds: null, message, cure };
}
