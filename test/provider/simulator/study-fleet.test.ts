import { describe, expect, test } from 'vitest';
import { playIssuer } from '../../../provider/simulator/issuer-history.js';
import { policyWith, study } from './study.js';

describe('the default policy', () => {
  const { report, of } = study(undefined, 240);

  test('refuses no valid token of any behaviour', () => {
    expect(
      report.behaviours.map(({ name, refusedTokens, parties }) => [name, refusedTokens, parties]),
    ).toEqual(['ours', 'jose', 'oauth4webapi', 'go-oidc', 'istio', 'microsoft'].map((name) => [name, 0, 40]));
    expect(report.safe).toBe(true);
  });

  test('keeps every exposure within its bound, and near it where nothing but the clock ends a copy', () => {
    for (const { exposure } of report.behaviours) expect(exposure).toMatchObject({ withinBound: true });
    expect(of('istio').exposure).toMatchObject({ parties: 40, boundSeconds: 1210, stillExposed: 0 });
    expect(of('istio').exposure?.mostSeconds).toBeGreaterThan(900);
    expect(of('jose').exposure?.mostSeconds).toBeGreaterThan(450);
  });

  test('asks the origin as often as each behaviour says', () => {
    const perDay = (name: string) => of(name).requestsPerPartyPerDay;
    expect(perDay('jose')).toBeCloseTo(86_400 / 600, -1);
    expect(perDay('oauth4webapi')).toBeCloseTo(86_400 / 300, -1);
    expect(perDay('istio')).toBeCloseTo(86_400 / 1200, -1);
    // Refetched when between half and 85 % of 300 s have gone.
    expect(perDay('ours')).toBeGreaterThan(86_400 / 255);
    expect(perDay('ours')).toBeLessThan(86_400 / 150);
    expect(perDay('go-oidc')).toBeLessThan(3);
  });

  test('lets the news bring our parties a new key and a revocation long before their copies end', () => {
    expect(of('ours').adoptions[0]?.medianSeconds).toBeLessThan(100);
    expect(of('ours').exposure?.medianSeconds).toBeLessThan(100);
    expect(of('jose').exposure?.medianSeconds).toBeGreaterThan(200);
  });
});

test('the same seed gives the same report, another seed another', () => {
  const once = study('ours=1', 8, { durationSeconds: 20_000, revokeAtSeconds: 15_000 }).report;
  const again = study('ours=1', 8, { durationSeconds: 20_000, revokeAtSeconds: 15_000 }).report;
  const other = study('ours=1', 8, { durationSeconds: 20_000, revokeAtSeconds: 15_000, seed: 2 }).report;
  expect(again).toEqual(once);
  expect(other.origin.perBucket).not.toEqual(once.origin.perBucket);
});

describe('the lead', () => {
  // Every key is published for exactly its lead before it signs, and only P stands beside S.
  const withLead = (cachedAtMostSeconds: number) => {
    const leadSeconds = 10 + cachedAtMostSeconds;
    const policy = policyWith({
      serveStaleJwksSeconds: 0,
      maxClockOffsetSeconds: 0,
      cachedAtMostSeconds,
      publishLeadSeconds: leadSeconds,
      rotationIntervalSeconds: leadSeconds,
    });
    return study('istio=1', 300, {
      policy,
      requestsPerSecond: 50,
      durationSeconds: 12 * leadSeconds,
      revokeAtSeconds: undefined,
    });
  };

  test('at the bound of a behaviour that only a clock makes fetch refuses nothing', () => {
    const { report, of } = withLead(1200);
    expect(of('istio')).toMatchObject({ refusedTokens: 0, verdict: { rotationSafe: 'yes' } });
    expect(report.safe).toBe(true);
  });

  test('below it refuses valid tokens, as the verdict says beforehand', () => {
    const { report, of } = withLead(1100);
    expect(of('istio').refusedTokens).toBeGreaterThan(0);
    expect(of('istio').verdict).toMatchObject({ rotationSafe: 'no', leadNeededSeconds: 1210 });
    expect(report.safe).toBe(false);
  });
});

describe('a revoked key', () => {
  test('lives on in go-oidc 2 until a kid comes by that it does not know', () => {
    const standby = study('go-oidc=1', 40, { revokeAtSeconds: 70_000 }).of('go-oidc');
    expect(standby.exposure?.medianSeconds).toBeGreaterThan(86_000);
    const fresh = study('go-oidc=1', 40, { revokeAtSeconds: 70_000, replaceWith: 'fresh' }).of('go-oidc');
    expect(fresh.exposure?.medianSeconds).toBeLessThan(300);
  });

  test('that is replaced by a fresh one leaves a gap, which is not counted as refusals of the policy', () => {
    const { report, of } = study('istio=1,jose=1', 40, { replaceWith: 'fresh' });
    expect(of('istio').gapTokens).toBeGreaterThan(of('jose').gapTokens);
    expect(of('istio').refusedTokens).toBe(0);
    expect(report.safe).toBe(true);
  });
});

describe('the herd of our parties', () => {
  const policy = policyWith({ rotationIntervalSeconds: 6000 });

  test.each([1, 10])(
    'with %d requests a second each: at most three times the steady rate, at a rotation and at an emergency',
    (requestsPerSecond) => {
      const terms = { policy, requestsPerSecond, durationSeconds: 12_000, revokeAtSeconds: 9000 };
      const { rate, exposure, refusedTokens } = study('ours=1', 2000, terms).of('ours');
      expect(rate.beforeRevocation).toBeLessThanOrEqual(3);
      expect(rate.afterRevocation).toBeLessThanOrEqual(3);
      // The news is worth its wait: half of them know long before copies end.
      expect(exposure?.medianSeconds).toBeLessThan(100);
      expect([exposure?.withinBound, refusedTokens]).toEqual([true, 0]);
    },
  );
});

test('the issuer side is the shipped plan: a rotation each interval, removal when retention is over', () => {
  const { moments, periods } = playIssuer({
    policy: policyWith(),
    endSeconds: 200_000,
    revokeAtSeconds: undefined,
    replaceWith: 'standby',
  });
  expect(periods.map(({ kid, fromSeconds }) => [kid, fromSeconds])).toEqual([
    ['key-1', 0],
    ['key-2', 86_400],
    ['key-3', 172_800],
  ]);
  expect(moments.map(({ fromSeconds, members }) => [fromSeconds, members])).toEqual([
    [0, ['key-1', 'key-2']],
    [86_400, ['key-1', 'key-2', 'key-3']],
    [88_200, ['key-2', 'key-3']],
    [172_800, ['key-2', 'key-3', 'key-4']],
    [174_600, ['key-3', 'key-4']],
  ]);
});
