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

export function revocationConsequences(
  policy: SeriesPolicy,
  replaceWith: Replacement,
): RevocationConsequences {
  const gap = replacementGapSeconds(policy);
  const fresh = replaceWith === 'fresh';
  return {
    exposureSeconds: exposureSeconds(policy),
    collateralIssuanceSeconds: policy.maxTokenLifetimeSeconds + policy.signerLeaseSeconds,
    gapSeconds: {
      expiryOnly: fresh ? gap.freshExpiryOnly : gap.standby,
      refetching: fresh ? gap.freshRefetching : gap.standby,
      laggingReplica: gap.standbyLaggingReplica,
    },
  };
}
