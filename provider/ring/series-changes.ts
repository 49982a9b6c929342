import type { KeyRing } from './key-ring.js';
import { seriesOf } from './key-ring.js';
import type { RotationPolicy, SeriesPolicy } from './policy.js';
import { policyOf } from './policy.js';
import { TransitionError } from './transitions.js';
import { lastCopyAtSeconds, leavesWithinLag, termsOf, widenTerms } from './windows.js';

export function openSeries(ring: KeyRing, policy: SeriesPolicy): KeyRing {
  const { name, alg } = policy;
  if (seriesOf(ring, name) !== undefined) throw new TransitionError(`series ${name} is in the ring already`);
  return { ...ring, series: [...ring.series, { name, alg, terms: termsOf(policy), keys: [] }] };
}

/** Its terms are remembered while copies that were held by them may live: a series of that name may be added again. */
export function closeSeries(ring: KeyRing, name: string, nowSeconds: number): KeyRing {
  const closed = seriesOf(ring, name);
  if (closed?.keys.length !== 0) throw new TransitionError(`series ${name} is not there, or still has keys`);
  return {
    ...ring,
    formerTerms: [...ring.formerTerms, { endedAtSeconds: nowSeconds, terms: closed.terms }],
    series: ring.series.filter((series) => series.name !== name),
  };
}

/**
 * Makes a policy the ring's. Windows only widen, and what is replaced is remembered while its copies may live (I14). The
 * window of a key that leaves before every replica can know of this stays as it is: the key would go and come back (I7).
 */
export function adoptPolicy(ring: KeyRing, policy: RotationPolicy, nowSeconds: number): KeyRing {
  const replaced = ring.series.map((series) => ({ endedAtSeconds: nowSeconds, terms: series.terms }));
  const living = ring.formerTerms.filter((former) => lastCopyAtSeconds(former) > nowSeconds);
  return {
    ...ring,
    policyDigest: policy.digest,
    formerTerms: [...living, ...replaced],
    series: ring.series.map((series) => {
      const next = policyOf(policy, series.name);
      if (next === undefined) return series;
      const terms = termsOf(next);
      const keys = series.keys.map((key) =>
        leavesWithinLag(ring, key, nowSeconds) ? key : { ...key, inForce: widenTerms(key, terms) },
      );
      return { ...series, terms, keys };
    }),
  };
}
