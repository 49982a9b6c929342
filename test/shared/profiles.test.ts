import type { ProfileName } from '@keyturn/shared/profiles';
import { profiles } from '@keyturn/shared/profiles';
import { describe, expect, test } from 'vitest';
import { checkPolicy, violations } from '../../provider/ring/check-policy.js';
import { resolvePolicy } from '../../provider/ring/policy.js';

const names = Object.keys(profiles) as ProfileName[];

describe.each(names)('profile %s', (profile) => {
  const policy = resolvePolicy({ profile, series: [{ alg: 'RS256' }, { alg: 'ES256' }] });

  test('passes its own check', () => {
    const rows = checkPolicy(policy, profiles[profile].verifier.minFreshSeconds);
    const rules = rows.filter(({ series }) => series === 'ES256').map(({ rule }) => rule);
    expect(rules).toEqual(['I1', 'I3', 'I4', 'I8', 'S', 'P', 'L']);
    expect(violations(rows)).toEqual([]);
  });

  test('has whole seconds that are not negative', () => {
    const { rotation, verifier } = profiles[profile];
    for (const seconds of Object.values({ ...rotation, ...verifier }))
      expect(Number.isSafeInteger(seconds) && seconds >= 0, `${seconds}`).toBe(true);
  });

  test('its verifier keeps no copy for longer than the provider counts on', () => {
    const { verifier, rotation } = profiles[profile];
    const fresh = Math.max(verifier.minFreshSeconds, rotation.jwksMaxAgeSeconds);
    const stale = Math.min(verifier.staleIfErrorSeconds, rotation.staleSeconds);
    expect(fresh + stale).toBeLessThanOrEqual(rotation.cachedAtMostSeconds);
  });

  test('its verifier allows the times of a token no more than the provider counts on', () => {
    const { verifier, rotation } = profiles[profile];
    expect(verifier.leewaySeconds).toBeLessThanOrEqual(rotation.leewaySeconds);
    expect(verifier.futureToleranceSeconds).toBe(rotation.maxClockOffsetSeconds);
  });
});

test.each([
  ['default', 1800, 1800],
  ['dev', 35, 75],
  ['drill', 7, 10],
  ['wide', 90_000, 1800],
] as const)('profile %s leads by %d s and retains for %d s', (profile, lead, retention) => {
  const [series] = resolvePolicy({ profile, series: [{ alg: 'RS256' }] }).series;
  expect(series?.publishLeadSeconds).toBe(lead);
  expect(series?.retentionSeconds).toBe(retention);
});
