import type { KeyRing } from './key-ring.js';
import { seriesOf } from './key-ring.js';
import type { RotationPolicy, SeriesPolicy } from './policy.js';
import { policyOf } from './policy.js';
import { TransitionError } from './transitions.js';
import { lastCopyAtSeconds, termsOf, widenTerms } from './windows.js';

export function openSeries(ring: KeyRing, policy: SeriesPolicy): KeyRing {
  const { name, alg } = policy;
  if (seriesOf(ring, name) !== undefined) throw new TransitionError(`series ${name} is in the ring already`);
  return { ...ring, series: [...ring.series, { name, alg, terms: termsOf(policy), keys: [] }] };
}

export function closeSeries(ring: KeyRing, name: string): KeyRing {
  if (seriesOf(ring, name)?.keys.length !== 0) throw new TransitionError(`series ${name} still has keys`);
  return { ...ring, series: ring.series.filter((series) => series.name !== name) };
}

/** Makes a policy the ring's. Windows only widen, and what is replaced is remembered while its copies may live (I14). */
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
      const keys = series.keys.map((key) => ({ ...key, inForce: widenTerms(key, terms) }));
      return { ...series, terms, keys };
    }),
  };
}
