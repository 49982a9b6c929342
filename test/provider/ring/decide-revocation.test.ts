import { describe, expect, test } from 'vitest';
import type { Replacement } from '../../../provider/ring/decide-revocation.js';
import { decideRevocation } from '../../../provider/ring/decide-revocation.js';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import { applySteps } from '../../../provider/ring/steps.js';
import {
  endsOf,
  freshWorld,
  policyWith,
  refusalOf,
  rotatedWorld,
  statesOf,
  stepsOf,
} from '../../support/ring-cases.js';
import { RotationWorld } from '../../support/rotation-world.js';

const ask = (world: RotationWorld, kid: string, replaceWith: Replacement = 'standby') =>
  decideRevocation(world.ring, { kid, replaceWith, reason: 'stolen' }, world.context());

describe('E4: one commit', () => {
  test('standby: stop, remove, promote, and publish the next', () => {
    const world = rotatedWorld();
    expect(stepsOf(ask(world, 'key-2'))).toEqual(['revoke', 'activate', 'publish']);
    world.perform({ do: 'revoke', pick: 1, replaceWith: 'standby' });
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'retiring', 'key-3': 'active', 'key-4': 'standby' });
    expect(endsOf(world.ring)).toEqual({ 'key-2': 'revoked' });
  });

  test('fresh: the standby goes with it, and a key that nobody saw signs', () => {
    const world = rotatedWorld();
    expect(stepsOf(ask(world, 'key-2', 'fresh'))).toEqual([
      'revoke',
      'revoke',
      'publish',
      'activate',
      'publish',
    ]);
    world.perform({ do: 'revoke', pick: 1, replaceWith: 'fresh' });
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'retiring', 'key-4': 'active', 'key-5': 'standby' });
    expect(endsOf(world.ring)).toEqual({ 'key-2': 'revoked', 'key-3': 'revoked' });
  });
});

test('a revoked standby is replaced, and the signer signs on', () => {
  const world = freshWorld();
  expect(stepsOf(ask(world, 'key-2'))).toEqual(['revoke', 'publish']);
});

test('a revoked retiring key needs no replacement', () => {
  expect(stepsOf(ask(rotatedWorld(), 'key-1'))).toEqual(['revoke']);
});

test('a key that is due to be removed is removed and revoked', () => {
  const world = rotatedWorld().run([{ do: 'wait', seconds: 1800 }]);
  expect(stepsOf(ask(world, 'key-1'))).toEqual(['remove', 'revoke']);
});

test('a removed key can be revoked, once', () => {
  const world = rotatedWorld().run([{ do: 'wait', seconds: 1800 }, { do: 'tick' }]);
  expect(endsOf(world.ring)).toEqual({ 'key-1': 'removed' });
  world.perform({ do: 'revoke', pick: 2, replaceWith: 'standby' });
  expect(endsOf(world.ring)).toEqual({ 'key-1': 'revoked' });
  expect(refusalOf(ask(world, 'key-1'))).toMatchObject({ rule: 'I7', message: 'the key is revoked already' });
});

test('a kid that never was is refused', () => {
  expect(refusalOf(ask(rotatedWorld(), 'key-9'))).toMatchObject({ rule: 'I7', kid: 'key-9' });
});

describe('a standby that cannot take over', () => {
  test('is missing: a fresh key is the cure', () => {
    const world = rotatedWorld();
    const bare = applySteps(world.ring, [{ do: 'remove', kid: 'key-3', atSeconds: 0, reason: 'test' }], 0);
    const request = { kid: 'key-2', replaceWith: 'standby', reason: 'stolen' } as const;
    const refused = refusalOf(decideRevocation(bare, request, world.context()));
    expect(refused).toMatchObject({ rule: 'I5', cure: 'replace with a fresh key' });
  });

  test('failed its self-check: likewise', () => {
    const world = rotatedWorld();
    const request = { kid: 'key-2', replaceWith: 'standby', reason: 'stolen' } as const;
    const context = { ...world.context(), observations: { selfChecked: new Set<string>() } };
    const refused = refusalOf(decideRevocation(world.ring, request, context));
    expect(refused).toMatchObject({ rule: 'O2', cure: 'replace with a fresh key' });
    expect(stepsOf(decideRevocation(world.ring, { ...request, replaceWith: 'fresh' }, context))).toHaveLength(
      5,
    );
  });
});

test('the last key of a closing series is revoked without a replacement', () => {
  const world = new RotationWorld(resolvePolicy({ series: [{ alg: 'RS256' }, { alg: 'ES256' }] }));
  world.perform({ do: 'adopt', policy: policyWith() });
  expect(stepsOf(ask(world, 'key-3'))).toEqual(['revoke']);
  world.perform({ do: 'tick' });
  expect(stepsOf(ask(world, 'key-3'))).toEqual(['revoke']);
});

test('every key of a ring can be revoked, one after the other, and it signs on', () => {
  const world = rotatedWorld();
  for (let round = 0; round < 5; round++) world.perform({ do: 'revoke', pick: 0, replaceWith: 'fresh' });
  expect(Object.values(statesOf(world.ring)).sort()).toEqual(['active', 'standby']);
  expect(new Set(Object.values(endsOf(world.ring)))).toEqual(new Set(['revoked']));
});
