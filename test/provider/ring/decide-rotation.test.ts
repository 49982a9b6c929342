import { describe, expect, test } from 'vitest';
import { decideFirstKeys } from '../../../provider/ring/decide-preparation.js';
import { decideRotation } from '../../../provider/ring/decide-rotation.js';
import type { PolicyOptions } from '../../../provider/ring/policy.js';
import { applySteps } from '../../../provider/ring/steps.js';
import {
  freshWorld,
  policyWith,
  refusalOf,
  rotatedWorld,
  statesOf,
  stepsOf,
} from '../../support/ring-cases.js';

function askAfter(seconds: number, options: Omit<PolicyOptions, 'series'> = {}, force?: { reason: string }) {
  const world = rotatedWorld(options);
  const [series] = world.policy.series;
  if (series === undefined) throw new Error('a policy has a series');
  const context = { ...world.context(), nowSeconds: world.nowSeconds + seconds };
  return decideRotation(world.ring, series, context, force);
}

describe('I8: no rotation while the standby is younger than its lead', () => {
  test('one second before, it says which rule, which numbers, how long and what to do', () => {
    expect(refusalOf(askAfter(1799))).toEqual({
      rule: 'I8',
      series: 'RS256',
      kid: 'key-3',
      terms: { P: 10, Z: 300, S: 1200, D: 60, leadSeconds: 1800, ageSeconds: 1799 },
      waitSeconds: 1,
      message: expect.stringContaining('1800 s'),
      cure: expect.stringContaining('wait 1 s'),
    });
  });

  test('at the very bound it is granted, and what retired meanwhile is removed in the same commit', () => {
    expect(stepsOf(askAfter(1800))).toEqual(['remove', 'demote', 'activate', 'publish']);
  });

  test.each([
    ['right away', 0, 1800],
    ['a fraction after', 0.25, 1800],
    ['a fraction before', 1799.5, 1],
  ])('the wait is in whole seconds, never too short: %s', (_when, seconds, waitSeconds) => {
    expect(refusalOf(askAfter(seconds)).waitSeconds).toBe(waitSeconds);
  });

  test('a configured lead below its bound is waited for as long as the bound asks', () => {
    expect(refusalOf(askAfter(1569, { publishLeadSeconds: 100 }))).toMatchObject({ waitSeconds: 1 });
    expect(stepsOf(askAfter(1570, { publishLeadSeconds: 100 }))).toContain('activate');
  });

  test('where every party refetches, I2 is the bound and C is said', () => {
    const refetching = { parties: 'refetching', publishLeadSeconds: 1 } as const;
    expect(refusalOf(askAfter(429, refetching))).toMatchObject({
      waitSeconds: 1,
      terms: { C: 60, leadSeconds: 430 },
    });
    expect(stepsOf(askAfter(430, refetching))).toContain('activate');
  });
});

describe('force', () => {
  test('overrides the lead, and says so', () => {
    expect(askAfter(0, {}, { reason: 'a drill' })).toMatchObject({ granted: true, forced: ['I8'] });
  });

  test('is not noted where nothing was overridden', () => {
    expect(askAfter(1800, {}, { reason: 'a drill' })).toMatchObject({ granted: true, forced: [] });
  });

  test.each(['I14', 'O2', 'I5'])('overrides no %s', (rule) => {
    const world = rotatedWorld();
    const [series] = world.policy.series;
    if (series === undefined) throw new Error('a policy has a series');
    const context = { ...world.context(), nowSeconds: world.nowSeconds + 1800 };
    const force = { reason: 'a drill' };
    const bare = applySteps(world.ring, [{ do: 'remove', kid: 'key-3', atSeconds: 0, reason: 'test' }], 0);
    const asked = {
      I14: () =>
        decideRotation(world.ring, series, { ...context, policy: policyWith({ tickSeconds: 6 }) }, force),
      O2: () =>
        decideRotation(
          world.ring,
          series,
          { ...context, observations: { selfChecked: new Set<string>() } },
          force,
        ),
      I5: () => decideRotation(bare, series, context, force),
    };
    expect(refusalOf(asked[rule as keyof typeof asked]())).toMatchObject({ rule, waitSeconds: null });
  });
});

test('a standby that fails its self-check for ever is replaced by retiring it, and nothing else', () => {
  const world = freshWorld().run([{ do: 'wait', seconds: 40 * 86_400 }]);
  const broken = () => ({ ...world.context(), observations: { selfChecked: new Set<string>() } });
  const [series] = world.policy.series;
  if (series === undefined) throw new Error('a policy has a series');
  const refused = refusalOf(decideRotation(world.ring, series, broken()));
  expect(refused).toMatchObject({ rule: 'O2', kid: 'key-2' });
  expect(refused.cure).toContain('retire the standby');
  world.perform({ do: 'retire', pick: 1 });
  expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-3': 'standby' });
  world.run([{ do: 'wait', seconds: 1800 }, { do: 'tick' }]);
  expect(statesOf(world.ring)).toMatchObject({ 'key-1': 'retiring', 'key-3': 'active' });
});

test('the first keys of an issuer sign at once and leave no series without a standby', () => {
  const steps = decideFirstKeys(policyWith()).steps.map((step) => step.do);
  expect(steps).toEqual(['open-series', 'publish', 'activate', 'publish']);
});
