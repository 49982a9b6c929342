import { expect, test } from 'vitest';
import { decideRollBack } from '../../../provider/ring/decide-roll-back.js';
import { keyOf, policyWith, refusalOf, rotatedWorld, statesOf, stepsOf } from '../../support/ring-cases.js';
import type { RotationWorld } from '../../support/rotation-world.js';

function ask(world: RotationWorld, kid?: string) {
  const [series] = world.policy.series;
  if (series === undefined) throw new Error('a policy has a series');
  return decideRollBack(world.ring, series, world.context(), kid);
}

test('I9: back to the key that signed last, at once', () => {
  const world = rotatedWorld();
  expect(stepsOf(ask(world))).toEqual(['demote', 'activate']);
  world.perform({ do: 'roll-back', pick: 0, oldest: false });
  expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-2': 'retiring', 'key-3': 'standby' });
});

test('I9: the abandoned key is retained by its own window, the other begins anew', () => {
  const world = rotatedWorld().run([{ do: 'wait', seconds: 600 }]);
  world.perform({ do: 'roll-back', pick: 0, oldest: false });
  const rolledBackAt = world.nowSeconds;
  expect(keyOf(world.ring, 'key-1')).toMatchObject({
    demotedAtSeconds: null,
    activatedAtSeconds: rolledBackAt,
  });
  world.run([{ do: 'wait', seconds: 1799 }, { do: 'tick' }]);
  expect(statesOf(world.ring)).toHaveProperty('key-2');
  world.run([{ do: 'wait', seconds: 1 }, { do: 'tick' }]);
  expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-3': 'standby' });
});

test('a rollback lasts: the next rotation on schedule is a whole interval away, and goes to the standby', () => {
  const world = rotatedWorld();
  world.perform({ do: 'roll-back', pick: 0, oldest: false });
  world.run([{ do: 'wait', seconds: 86_399 }, { do: 'tick' }]);
  expect(statesOf(world.ring)).toMatchObject({ 'key-1': 'active' });
  world.run([{ do: 'wait', seconds: 1 }, { do: 'tick' }]);
  expect(statesOf(world.ring)).toMatchObject({ 'key-1': 'retiring', 'key-3': 'active' });
});

test.each([
  ['no key of the series is retiring', 1800, undefined],
  ['the named key was removed', 1800, 'key-1'],
  ['the named key never was', 0, 'key-9'],
  ['the named key is the standby', 0, 'key-3'],
  ['the named key signs', 0, 'key-2'],
])('I9: refused where %s', (_why, seconds, kid) => {
  const world = rotatedWorld().run([{ do: 'wait', seconds }]);
  expect(refusalOf(ask(world, kid))).toMatchObject({ rule: 'I9', kid: kid ?? null, waitSeconds: null });
});

test('I9: to a revoked key: refused', () => {
  const world = rotatedWorld().run([{ do: 'revoke', pick: 0, replaceWith: 'standby' }]);
  expect(refusalOf(ask(world, 'key-1'))).toMatchObject({ rule: 'I9' });
});

test('I9: a key in its last P + Z is refused, since a replica that lags drops it all the same', () => {
  const last = rotatedWorld().run([{ do: 'wait', seconds: 1800 - 311 }]);
  expect(stepsOf(ask(last))).toEqual(['demote', 'activate']);
  const late = rotatedWorld().run([{ do: 'wait', seconds: 1800 - 310 }]);
  expect(refusalOf(ask(late))).toMatchObject({ rule: 'I9', kid: 'key-1', terms: { leavesInSeconds: 310 } });
});

test('I9: the lag of a policy that was just replaced counts too', () => {
  const quick = policyWith({ publicationDelaySeconds: 0, serveStaleJwksSeconds: 0 });
  const world = rotatedWorld().run([
    { do: 'wait', seconds: 1800 - 300 },
    { do: 'adopt', policy: quick },
    { do: 'wait', seconds: 5 },
  ]);
  expect(refusalOf(ask(world))).toMatchObject({ rule: 'I9', terms: { leavesInSeconds: 295 } });
});

test('a rotation may follow a rollback at once, where the standby is old enough', () => {
  const world = rotatedWorld().run([
    { do: 'wait', seconds: 1489 },
    { do: 'roll-back', pick: 0, oldest: false },
    { do: 'wait', seconds: 311 },
    { do: 'rotate', pick: 0 },
  ]);
  expect(statesOf(world.ring)).toEqual({
    'key-1': 'retiring',
    'key-2': 'retiring',
    'key-3': 'active',
    'key-4': 'standby',
  });
});

test('O2: a key that did not sign and verify a probe is refused, at once too', () => {
  const world = rotatedWorld();
  const [series] = world.policy.series;
  if (series === undefined) throw new Error('a policy has a series');
  const context = { ...world.context(), observations: { selfChecked: new Set(['key-2', 'key-3']) } };
  expect(refusalOf(decideRollBack(world.ring, series, context))).toMatchObject({
    rule: 'O2',
    kid: 'key-1',
    waitSeconds: null,
  });
});
