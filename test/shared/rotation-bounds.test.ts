import { profiles } from '@keyturn/shared/profiles';
import type { BoundTerms } from '@keyturn/shared/rotation-bounds';
import {
  exposureSeconds,
  latestRemovalSeconds,
  maxHeaderLifetimeSeconds,
  maxPublishedKeys,
  minPublishLeadRefetchingSeconds,
  minPublishLeadSeconds,
  minRetentionSeconds,
  publicationLagSeconds,
  replacementGapSeconds,
} from '@keyturn/shared/rotation-bounds';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const defaults: BoundTerms = profiles.default.rotation;

describe('the worked defaults', () => {
  test.each([
    ['P + Z', publicationLagSeconds(defaults), 310],
    ['I1, with the extra D', minPublishLeadSeconds(defaults), 1570],
    [
      'I1 of a party that keeps copies for 600 s',
      minPublishLeadSeconds({ ...defaults, cachedAtMostSeconds: 600 }),
      970,
    ],
    ['I2', minPublishLeadRefetchingSeconds(defaults), 430],
    [
      'I2 of a party whose copies end before its cooldown',
      minPublishLeadRefetchingSeconds({ ...defaults, cachedAtMostSeconds: 20 }),
      390,
    ],
    ['I3', minRetentionSeconds(defaults), 1050],
    ['I3u', latestRemovalSeconds(defaults, 1800, 5), 1865],
    ['I4 under the default lead', maxHeaderLifetimeSeconds(defaults, 1800), 1430],
    ['I8 on schedule', maxPublishedKeys(defaults, 1800, 5, 86_400), 3],
    ['I8 when operators rotate as often as allowed', maxPublishedKeys(defaults, 1800, 5, 1800), 4],
  ])('%s', (_what, seconds, expected) => {
    expect(seconds).toBe(expected);
  });

  test('E1: what a stolen key is good for, by what works', () => {
    expect(exposureSeconds(defaults)).toEqual({ healthy: 310, replicaCutOff: 610, fetchesBlocked: 1510 });
  });

  test('E3: how long new tokens may be refused, by replacement', () => {
    expect(replacementGapSeconds(defaults)).toEqual({
      standby: 0,
      standbyLaggingReplica: 30,
      freshRefetching: 370,
      freshExpiryOnly: 1510,
    });
  });
});

const names = Object.keys(defaults).filter(
  (name) => name !== 'tickSeconds' && name !== 'rotationIntervalSeconds',
) as (keyof BoundTerms)[];
const bounds = { minPublishLeadSeconds, minPublishLeadRefetchingSeconds, minRetentionSeconds };
/** Which symbols a bound reads, each with weight one. */
const reads: Record<keyof typeof bounds, readonly (keyof BoundTerms)[]> = {
  minPublishLeadSeconds: [
    'publicationDelaySeconds',
    'serveStaleJwksSeconds',
    'cachedAtMostSeconds',
    'maxClockOffsetSeconds',
  ],
  minPublishLeadRefetchingSeconds: [
    'publicationDelaySeconds',
    'serveStaleJwksSeconds',
    'refetchCooldownSeconds',
    'maxClockOffsetSeconds',
  ],
  minRetentionSeconds: [
    'maxTokenLifetimeSeconds',
    'leewaySeconds',
    'maxClockOffsetSeconds',
    'signerLeaseSeconds',
  ],
};

test.each(Object.keys(bounds) as (keyof typeof bounds)[])(
  '%s grows by a second with each second of its symbols',
  (name) => {
    const widen = (term: keyof BoundTerms) => ({ ...defaults, [term]: defaults[term] + 1 });
    const grown = names.filter((term) => bounds[name](widen(term)) === bounds[name](defaults) + 1);
    const unmoved = names.filter((term) => bounds[name](widen(term)) === bounds[name](defaults));
    expect(grown.sort()).toEqual([...reads[name]].sort());
    expect(unmoved).toHaveLength(names.length - grown.length);
  },
);

test('no bound ever shrinks when a term grows', () => {
  const terms = fc.record(
    Object.fromEntries(names.map((name) => [name, fc.nat(5000)])),
  ) as fc.Arbitrary<BoundTerms>;
  fc.assert(
    fc.property(terms, fc.constantFrom(...names), fc.nat(500), (before, term, more) => {
      const after = { ...before, [term]: before[term] + more };
      for (const bound of Object.values(bounds)) expect(bound(after)).toBeGreaterThanOrEqual(bound(before));
    }),
  );
});
