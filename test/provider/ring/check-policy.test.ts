import { expect, test } from 'vitest';
import { checkPolicy, publishedKeysAtMost, violations } from '../../../provider/ring/check-policy.js';
import type { PolicyOptions } from '../../../provider/ring/policy.js';
import { resolvePolicy } from '../../../provider/ring/policy.js';

const check = (options: Omit<PolicyOptions, 'series'>, minFreshSeconds = 30) =>
  checkPolicy(resolvePolicy({ ...options, series: [{ alg: 'RS256' }] }), minFreshSeconds);

/** The last value that holds, and the next one, which is refused by the name of its rule. */
const edges: readonly [
  rule: string,
  holds: Omit<PolicyOptions, 'series'>,
  broken: Omit<PolicyOptions, 'series'>,
][] = [
  [
    'I1',
    { jwksMaxAgeSeconds: 200, publishLeadSeconds: 1570 },
    { jwksMaxAgeSeconds: 200, publishLeadSeconds: 1569 },
  ],
  [
    'I1',
    { cachedAtMostSeconds: 1430, publishLeadSeconds: 1800 },
    { cachedAtMostSeconds: 1431, publishLeadSeconds: 1800 },
  ],
  [
    'I2',
    { parties: 'refetching', publishLeadSeconds: 430 },
    { parties: 'refetching', publishLeadSeconds: 429 },
  ],
  ['I3', { retentionSeconds: 1050 }, { retentionSeconds: 1049 }],
  [
    'I3',
    { maxTokenLifetimeSeconds: 1650, retentionSeconds: 1800 },
    { maxTokenLifetimeSeconds: 1651, retentionSeconds: 1800 },
  ],
  [
    'I4',
    { jwksMaxAgeSeconds: 530, cachedAtMostSeconds: 1200 },
    { jwksMaxAgeSeconds: 531, cachedAtMostSeconds: 1200 },
  ],
  ['I8', { rotationIntervalSeconds: 1800 }, { rotationIntervalSeconds: 1799 }],
  ['L', { signerLeaseSeconds: 5 }, { signerLeaseSeconds: 4 }],
  ['P', { publicationDelaySeconds: 1 }, { publicationDelaySeconds: 0 }],
];

test.each(edges)('%s holds at its bound and is refused past it', (rule, holds, broken) => {
  expect(violations(check(holds))).toEqual([]);
  expect(violations(check(broken)).map((row) => row.rule)).toEqual([rule]);
});

test('S must cover the headers, unless it was set by name', () => {
  const policy = (cachedAtMostByName: boolean) => {
    const { series, digest } = resolvePolicy({ series: [{ alg: 'RS256' }] });
    return {
      digest,
      series: series.map((each) => ({ ...each, jwksMaxAgeSeconds: 301, cachedAtMostByName })),
    };
  };
  expect(violations(checkPolicy(policy(false), 30)).map((row) => row.rule)).toEqual(['S']);
  expect(violations(checkPolicy(policy(true), 30))).toEqual([]);
});

test('S must cover what the verifier keeps whatever the headers say', () => {
  expect(violations(check({}, 300))).toEqual([]);
  expect(violations(check({}, 301)).map((row) => row.rule)).toEqual(['S']);
});

test('a bound that is no number is refused', () => {
  expect(violations(check({ publishLeadSeconds: Number.NaN })).map((row) => row.rule)).toContain('I1');
});

test('each row says what to do about it', () => {
  for (const row of check({})) expect(row.cure.length, row.rule).toBeGreaterThan(20);
});

test('every series is checked by its own numbers', () => {
  const policy = resolvePolicy({
    series: [{ alg: 'RS256' }, { alg: 'ES256', name: 'short', publishLeadSeconds: 60 }],
  });
  expect(violations(checkPolicy(policy, 30)).map(({ series, rule }) => `${series} ${rule}`)).toEqual([
    'short I1',
    'short I4',
  ]);
});

test('I8: three keys on schedule, four when operators rotate as often as allowed', () => {
  const [series] = resolvePolicy({ series: [{ alg: 'RS256' }] }).series;
  expect(series === undefined ? null : publishedKeysAtMost(series)).toEqual({ scheduled: 3, operators: 4 });
});

test('an unset lead is at least its bound, and an unset retention too', () => {
  const [series] = resolvePolicy({
    cachedAtMostSeconds: 7200,
    maxTokenLifetimeSeconds: 3600,
    series: [{ alg: 'RS256' }],
  }).series;
  expect(series?.publishLeadSeconds).toBe(310 + 7200 + 60);
  expect(series?.retentionSeconds).toBe(3600 + 60 + 60 + 30);
});

test('the digest tells any two policies apart', () => {
  const digestOf = (options: Omit<PolicyOptions, 'series'>) =>
    resolvePolicy({ ...options, series: [{ alg: 'RS256' }] }).digest;
  expect(digestOf({})).toBe(digestOf({}));
  expect(digestOf({ maxTokenLifetimeSeconds: 899 })).not.toBe(digestOf({}));
  expect(digestOf({ parties: 'refetching' })).not.toBe(digestOf({}));
});
