import { exposureSeconds, replacementGapSeconds } from '@keyturn/shared/rotation-bounds';
import type { Replacement } from './decide-revocation.js';
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

/** @param standbyAgeSeconds how long the standby has been published; default: for its lead, so that every party has it. */
export function revocationConsequences(
  policy: SeriesPolicy,
  replaceWith: Replacement,
  standbyAgeSeconds = Number.POSITIVE_INFINITY,
): RevocationConsequences {
  const gap = replacementGapSeconds(policy);
  const age = replaceWith === 'fresh' ? 0 : standbyAgeSeconds;
  return {
    exposureSeconds: exposureSeconds(policy),
    collateralIssuanceSeconds: policy.maxTokenLifetimeSeconds + policy.signerLeaseSeconds,
    gapSeconds: {
      expiryOnly: Math.max(gap.standby, gap.freshExpiryOnly - age),
      refetching: Math.max(gap.standby, gap.freshRefetching - age),
      laggingReplica: gap.standbyLaggingReplica,
    },
  };
}
