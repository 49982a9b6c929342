import { describe, expect, test } from 'vitest';
import { plan } from '../../../provider/ring/plan.js';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import { endsOf, freshWorld, policyWith, rotatedWorld, statesOf } from '../../support/ring-cases.js';
import { RotationWorld } from '../../support/rotation-world.js';

const day = 86_400;

describe('the plan of a new ring, instant by instant', () => {
  const world = freshWorld();
  const start = world.nowSeconds;
  const at = (seconds: number) => plan(world.ring, { ...world.context(), nowSeconds: start + seconds });

  test.each([
    [0, [], day],
    [1799, [], day],
    [day - 1, [], day],
    [day, ['demote', 'activate', 'publish'], null],
    [31 * day, ['demote', 'activate', 'publish'], null],
  ] as const)('after %d s: %j', (seconds, steps, next) => {
    const planned = at(seconds);
    expect(planned.steps.map((step) => step.do)).toEqual(steps);
    expect(planned.waits).toEqual([]);
    expect(planned.nextChangeAtSeconds).toBe(next === null ? null : start + next);
  });
});

test('a tick that comes again does nothing', () => {
  const world = rotatedWorld();
  const { epoch } = world.ring;
  for (let again = 0; again < 3; again++) world.perform({ do: 'tick' });
  expect(world.ring.epoch).toBe(epoch);
});

test('ten ticks in a day and one at its end leave the same ring', () => {
  const often = freshWorld();
  for (let tick = 0; tick < 10; tick++) often.run([{ do: 'wait', seconds: day / 10 }, { do: 'tick' }]);
  const once = freshWorld().run([{ do: 'wait', seconds: day }, { do: 'tick' }]);
  expect(often.ring).toEqual(once.ring);
});

describe('I10: after a month of sleep', () => {
  const awake = rotatedWorld().run([{ do: 'wait', seconds: 31 * day }]);
  awake.perform({ do: 'tick' });
  const wokeAt = awake.nowSeconds;

  test('one tick removes, hands over and publishes, once', () => {
    expect(statesOf(awake.ring)).toEqual({ 'key-2': 'retiring', 'key-3': 'active', 'key-4': 'standby' });
    expect(endsOf(awake.ring)).toEqual({ 'key-1': 'removed' });
  });

  test('the new standby waits its lead, however overdue its turn is', () => {
    const impatient = { ...policyWith({ rotationIntervalSeconds: 1800 }), digest: awake.policy.digest };
    const due = (seconds: number) =>
      plan(awake.ring, { ...awake.context(), policy: impatient, nowSeconds: wokeAt + seconds });
    expect(due(1799).steps).toEqual([]);
    expect(due(1800).steps.map((step) => step.do)).toEqual(['remove', 'demote', 'activate', 'publish']);
  });
});

test('I10: an over-age key keeps signing until its successor has been published for its lead', () => {
  const world = freshWorld().run([
    { do: 'wait', seconds: day - 10 },
    { do: 'retire', pick: 1 },
    { do: 'wait', seconds: 10 },
  ]);
  const planned = plan(world.ring, world.context());
  expect(planned.steps).toEqual([]);
  expect(planned.waits).toMatchObject([{ rule: 'I1', kid: 'key-3', waitSeconds: 1790 }]);
  expect(planned.nextChangeAtSeconds).toBe(world.nowSeconds + 1790);
});

test('I12: a series added later waits its lead, and signs then', () => {
  const both = resolvePolicy({ series: [{ alg: 'RS256' }, { alg: 'ES256' }] });
  const world = freshWorld().run([{ do: 'adopt', policy: both }, { do: 'tick' }]);
  expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-2': 'standby', 'key-3': 'standby' });
  world.run([{ do: 'wait', seconds: 1799 }, { do: 'tick' }]);
  expect(statesOf(world.ring)['key-3']).toBe('standby');
  world.run([{ do: 'wait', seconds: 1 }, { do: 'tick' }]);
  expect(statesOf(world.ring)).toMatchObject({ 'key-3': 'active', 'key-4': 'standby' });
});

test('I12: the first keys of every series sign at once, each with its standby', () => {
  const world = new RotationWorld(resolvePolicy({ series: [{ alg: 'RS256' }, { alg: 'EdDSA' }] }));
  expect(Object.values(statesOf(world.ring))).toEqual(['active', 'standby', 'active', 'standby']);
});

describe('a series that the policy names no more', () => {
  const both = resolvePolicy({ series: [{ alg: 'RS256' }, { alg: 'ES256' }] });
  const closing = new RotationWorld(both).run([
    { do: 'wait', seconds: 7 },
    { do: 'adopt', policy: policyWith() },
    { do: 'tick' },
  ]);
  const closedAt = closing.nowSeconds;

  test('stops signing, loses its standby, and keeps the key whose tokens live', () => {
    expect(statesOf(closing.ring)).toEqual({ 'key-1': 'active', 'key-2': 'standby', 'key-3': 'retiring' });
    expect(closing.ring.former).toMatchObject([
      { kid: 'key-4', state: 'removed', reason: 'series closed', endedAtSeconds: closedAt },
    ]);
  });

  test('is gone with its last key', () => {
    closing.run([{ do: 'wait', seconds: 1800 }, { do: 'tick' }]);
    expect(closing.ring.series.map(({ name }) => name)).toEqual(['RS256']);
    expect(endsOf(closing.ring)).toEqual({ 'key-3': 'removed', 'key-4': 'removed' });
  });

  test('is another series when it is added again', () => {
    closing.run([{ do: 'adopt', policy: both }, { do: 'tick' }]);
    expect(statesOf(closing.ring)).toEqual({ 'key-1': 'active', 'key-2': 'standby', 'key-5': 'standby' });
  });
});

test('a series that was dropped and added again before its keys left waits its lead like any other', () => {
  const both = resolvePolicy({ series: [{ alg: 'RS256' }, { alg: 'ES256' }] });
  const world = new RotationWorld(both).run([
    { do: 'adopt', policy: policyWith() },
    { do: 'tick' },
    { do: 'adopt', policy: both },
    { do: 'tick' },
    { do: 'wait', seconds: 1799 },
    { do: 'tick' },
  ]);
  expect(statesOf(world.ring)).toMatchObject({ 'key-3': 'retiring', 'key-5': 'standby' });
  world.run([{ do: 'wait', seconds: 1 }, { do: 'tick' }]);
  expect(statesOf(world.ring)).toMatchObject({ 'key-5': 'active' });
});

test('fractions of a second bring no change early', () => {
  const world = freshWorld();
  world.nowSeconds += day - 0.001;
  expect(plan(world.ring, world.context()).steps).toEqual([]);
  world.nowSeconds += 0.001;
  expect(plan(world.ring, world.context()).steps).toHaveLength(3);
});

test('I14: a replica with another policy plans nothing', () => {
  const world = rotatedWorld();
  const context = { ...world.context(), nowSeconds: world.nowSeconds + 40 * day };
  const planned = plan(world.ring, { ...context, policy: policyWith({ maxTokenLifetimeSeconds: 60 }) });
  expect(planned.steps).toEqual([]);
  expect(planned.waits).toMatchObject([{ rule: 'I14', waitSeconds: null }]);
});
