import { describe, expect, test } from 'vitest';
import { decideAdoption } from '../../../provider/ring/decide-preparation.js';
import type { PolicyOptions } from '../../../provider/ring/policy.js';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import {
  leadSeconds,
  readyAtSeconds,
  removalDueAtSeconds,
  removalLateAfterSeconds,
  retentionSeconds,
} from '../../../provider/ring/windows.js';
import {
  freshWorld,
  keyOf,
  policyWith,
  refusalOf,
  rotatedWorld,
  statesOf,
  stepsOf,
} from '../../support/ring-cases.js';
import type { RotationWorld } from '../../support/rotation-world.js';

type Durations = Omit<PolicyOptions, 'series'>;
const adopt = (options: Durations) => ({ do: 'adopt', policy: policyWith(options) }) as const;
const long: Durations = { maxTokenLifetimeSeconds: 3600, cachedAtMostSeconds: 1200 };
const short: Durations = {
  maxTokenLifetimeSeconds: 60,
  cachedAtMostSeconds: 4,
  jwksMaxAgeSeconds: 2,
  staleSeconds: 2,
  publishLeadSeconds: 400,
  retentionSeconds: 300,
};

describe('I14: windows take the largest values that were in force', () => {
  test('T lowered after a demotion leaves the key as long as its tokens live', () => {
    const world = rotatedWorld(long).run([adopt(short)]);
    expect(retentionSeconds(keyOf(world.ring, 'key-1'))).toBe(3600 + 60 + 60 + 30);
    world.run([{ do: 'wait', seconds: 3749 }, { do: 'tick' }]);
    expect(statesOf(world.ring)).toHaveProperty('key-1');
    world.run([{ do: 'wait', seconds: 1 }, { do: 'tick' }]);
    expect(statesOf(world.ring)).not.toHaveProperty('key-1');
  });

  test('T raised after a demotion is not the key’s own: it signed nothing so long', () => {
    const world = rotatedWorld(short).run([adopt({ ...long, retentionSeconds: 300 })]);
    expect(keyOf(world.ring, 'key-1').inForce.maxTokenLifetimeSeconds).toBe(60);
    expect(retentionSeconds(keyOf(world.ring, 'key-1'))).toBe(300);
  });

  test('T raised while a key signs counts, lowered again or not', () => {
    const world = freshWorld(short).run([adopt(long), adopt(short)]);
    expect(keyOf(world.ring, 'key-1').inForce.maxTokenLifetimeSeconds).toBe(3600);
  });

  test('T of before its first signature is not the key’s own', () => {
    const world = freshWorld(long).run([adopt(short), { do: 'wait', seconds: 86_400 }, { do: 'tick' }]);
    expect(keyOf(world.ring, 'key-2')).toMatchObject({
      state: 'active',
      inForce: { maxTokenLifetimeSeconds: 60, retentionSeconds: 300 },
    });
  });

  test('a key that signs again after a rollback keeps the T of its first run', () => {
    const world = rotatedWorld(long).run([adopt(short), { do: 'roll-back', pick: 0, oldest: false }]);
    expect(keyOf(world.ring, 'key-1').inForce.maxTokenLifetimeSeconds).toBe(3600);
  });

  test('S lowered just after a publication: the copies of before still count', () => {
    const world = rotatedWorld().run([adopt(short)]);
    expect(leadSeconds(keyOf(world.ring, 'key-3'), 'expiry-only')).toBe(1800);
  });

  test('S lowered just BEFORE a publication: the copies of before still count', () => {
    const world = freshWorld().run([adopt(short), { do: 'retire', pick: 1 }]);
    expect(leadSeconds(keyOf(world.ring, 'key-3'), 'expiry-only')).toBe(310 + 1200 + 60);
  });

  test.each([
    [1569, 1570],
    [1570, 400],
  ])('S lowered %d s before a publication: the lead is %d s', (seconds, lead) => {
    const world = freshWorld().run([adopt(short), { do: 'wait', seconds }, { do: 'retire', pick: 1 }]);
    expect(leadSeconds(keyOf(world.ring, 'key-3'), 'expiry-only')).toBe(lead);
  });

  test('S lowered twice: the first copies count for as long as they live, not longer', () => {
    const quick = { ...short, cachedAtMostSeconds: 3, jwksMaxAgeSeconds: 1 };
    const world = freshWorld().run([
      adopt(short),
      { do: 'wait', seconds: 1569 },
      adopt(quick),
      { do: 'retire', pick: 1 },
    ]);
    expect(leadSeconds(keyOf(world.ring, 'key-3'), 'expiry-only')).toBe(1570);
    expect(world.ring.formerTerms).toHaveLength(2);
    world.run([{ do: 'wait', seconds: 1 }, adopt(short), { do: 'retire', pick: 1 }]);
    expect(leadSeconds(keyOf(world.ring, 'key-4'), 'expiry-only')).toBe(400);
    expect(world.ring.formerTerms).toHaveLength(2);
  });

  test('S raised delays a standby that was almost ready', () => {
    const world = rotatedWorld(short).run([{ do: 'wait', seconds: 399 }, adopt({})]);
    const standby = keyOf(world.ring, 'key-3');
    expect(readyAtSeconds(standby, 'expiry-only')).toBe(standby.publishedAtSeconds + 1800);
  });

  test('a window that ends before every replica can know of the change is left as it is', () => {
    const near = rotatedWorld().run([{ do: 'wait', seconds: 1800 - 310 }]);
    const due = removalDueAtSeconds(keyOf(near.ring, 'key-1'));
    near.perform(adopt({ retentionSeconds: 9000 }));
    expect(removalDueAtSeconds(keyOf(near.ring, 'key-1'))).toBe(due);
    const far = rotatedWorld().run([{ do: 'wait', seconds: 1800 - 311 }, adopt({ retentionSeconds: 9000 })]);
    expect(removalDueAtSeconds(keyOf(far.ring, 'key-1'))).toBe(due + 9000 - 1800);
  });
});

test('I3u: the last second at which a retiring key may be served', () => {
  const world = rotatedWorld();
  expect(removalLateAfterSeconds(keyOf(world.ring, 'key-1'), 5)).toBe(world.nowSeconds + 1800 + 60 + 5);
  expect(removalLateAfterSeconds(keyOf(world.ring, 'key-2'), 5)).toBe(Number.POSITIVE_INFINITY);
});

describe('adoption', () => {
  const both = resolvePolicy({ series: [{ alg: 'RS256' }, { alg: 'ES256' }] });
  const ask = (world: RotationWorld, policy = world.policy) =>
    decideAdoption(world.ring, { ...world.context(), policy });

  test('of the policy that the ring has already: nothing to do', () => {
    expect(stepsOf(ask(rotatedWorld()))).toEqual([]);
  });

  test('opens the series that the policy adds, with its terms, before any tick', () => {
    expect(stepsOf(ask(freshWorld(), both))).toEqual(['adopt-policy', 'open-series']);
  });

  test('while a rotation is due: the rotation comes after, by the new windows', () => {
    const world = freshWorld().run([{ do: 'wait', seconds: 86_400 }, adopt({ cachedAtMostSeconds: 86_400 })]);
    world.perform({ do: 'tick' });
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-2': 'standby' });
    world.run([{ do: 'wait', seconds: 370 }, { do: 'tick' }]);
    expect(statesOf(world.ring)).toMatchObject({ 'key-1': 'retiring', 'key-2': 'active' });
  });

  test('I13: a series never changes its algorithm', () => {
    const recast = resolvePolicy({ series: [{ alg: 'ES256', name: 'RS256' }] });
    expect(refusalOf(ask(freshWorld(), recast))).toMatchObject({ rule: 'I13', series: 'RS256' });
  });

  test('five hundred policies in an hour leave only the terms whose copies live', () => {
    const world = freshWorld({ ...short, publishLeadSeconds: 400 });
    for (let time = 0; time < 500; time++)
      world.run([{ do: 'wait', seconds: 7 }, adopt({ ...short, tickSeconds: 1 + (time % 2) })]);
    expect(world.ring.formerTerms.length).toBeLessThanOrEqual(Math.ceil((310 + 4 + 60) / 7) + 1);
  });
});
