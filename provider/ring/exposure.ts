import { exposureSeconds, replacementGapSeconds } from '@keyturn/shared/rotation-bounds';
import type { Replacement } from './decide-revocation.js';
import type { PublishedState } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';

/** What an emergency revocation costs, computed before it is done. Seconds, counted from the commit. */
export interface RevocationConsequences {
  /** E1: forged tokens are refused by every party after this long, by what works meanwhile. */
  readonly exposureSeconds: {
    readonly healthy: number;
    readonly replicaCutOff: number;
    readonly fetchesBlocked: number;
  };
  /** E2: good tokens of up to this many seconds of issuance fail as parties drop the key. */
  readonly collateralIssuanceSeconds: number;
  /** E3: new tokens may be refused for this long. */
  readonly gapSeconds: {
    readonly expiryOnly: number;
    readonly refetching: number;
    readonly laggingReplica: number;
  };
}

export interface Revocation {
  readonly replaceWith: Replacement;
  /** Of the key that is revoked. Default `active`: no other hurts as much. */
  readonly state?: PublishedState;
  /** How long the key that replaces it has been published. Default: for its lead, so that every party has it. */
  readonly standbyAgeSeconds?: number;
}

const noGap = { expiryOnly: 0, refetching: 0, laggingReplica: 0 };

/** A key that signs no more leaves no gap, and one that never signed no good token that fails. */
export function revocationConsequences(
  policy: SeriesPolicy,
  { replaceWith, state = 'active', standbyAgeSeconds = Number.POSITIVE_INFINITY }: Revocation,
): RevocationConsequences {
  const gap = replacementGapSeconds(policy);
  const age = replaceWith === 'fresh' ? 0 : standbyAgeSeconds;
  const issuanceSeconds = policy.maxTokenLifetimeSeconds + policy.signerLeaseSeconds;
  const common = {
    exposureSeconds: exposureSeconds(policy),
    collateralIssuanceSeconds: state === 'standby' || state === 'cold' ? 0 : issuanceSeconds,
  };
  if (state !== 'active') return { ...common, gapSeconds: noGap };
  return {
    ...common,
    gapSeconds: {
      expiryOnly: Math.max(gap.standby, gap.freshExpiryOnly - age),
      refetching: Math.max(gap.standby, gap.freshRefetching - age),
      laggingReplica: gap.standbyLaggingReplica,
    },
  };
}
