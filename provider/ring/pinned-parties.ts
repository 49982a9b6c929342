import type { Guard } from './guard.js';
import type { RingKey } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';

/** Pinned parties that nobody said have this key. */
export function unacknowledged(key: RingKey, { pinnedParties = [] }: SeriesPolicy): readonly string[] {
  return pinnedParties.filter((party) => key.acknowledgedBy?.includes(party) !== true);
}

/** Each party that never refetches has the key: S is infinite for it, so no lead is long enough. */
export function guardPinned(standby: RingKey, policy: SeriesPolicy): Guard | undefined {
  const missing = unacknowledged(standby, policy);
  const [first] = missing;
  if (first === undefined) return undefined;
  return {
    rule: 'pinned',
    series: policy.name,
    kid: standby.kid,
    terms: { pinnedParties: policy.pinnedParties?.length ?? 0, unacknowledged: missing.length },
    waitSeconds: null,
    message: `parties that never fetch do not have the standby key yet: ${missing.join(', ')}`,
    cure: `give each the key, then say so: keyturn keys acknowledge ${first} ${standby.kid}`,
  };
}
