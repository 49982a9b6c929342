import { activateKey, publishKey } from './key-changes.js';
import type { EarlierUse, GeneratedKey, KeyRing, WrappedPrivateKey } from './key-ring.js';
import type { SeriesPolicy } from './policy.js';

export interface ImportedKey {
  readonly series: SeriesPolicy;
  readonly key: GeneratedKey;
  readonly wrappedPrivateKey: WrappedPrivateKey;
  /** With it the key signs from now on; null: a standby, as one that was made here. */
  readonly earlierUse: EarlierUse | null;
}

/**
 * Publishes a key of another issuer, which has lived elsewhere. What it signed there is still to be accepted, so the
 * longest life of that counts among its terms from the start (I14), as if it had signed it here.
 */
export function importKey(
  ring: KeyRing,
  { series, key, wrappedPrivateKey, earlierUse }: ImportedKey,
  nowSeconds: number,
): KeyRing {
  const published = publishKey(ring, series, key, wrappedPrivateKey, nowSeconds);
  if (earlierUse === null) return published;
  const signing = activateKey(published, series, key.kid, nowSeconds);
  const longest = Math.max(series.maxTokenLifetimeSeconds, earlierUse.maxTokenLifetimeSeconds);
  return {
    ...signing,
    series: signing.series.map((each) => ({
      ...each,
      keys: each.keys.map((own) =>
        own.kid === key.kid ? { ...own, inForce: { ...own.inForce, maxTokenLifetimeSeconds: longest } } : own,
      ),
    })),
  };
}
