import { expect, test } from 'vitest';
import { decideRetirement } from '../../../provider/ring/decide-retirement.js';
import {
  endsOf,
  freshWorld,
  policyWith,
  refusalOf,
  rotatedWorld,
  statesOf,
  stepsOf,
} from '../../support/ring-cases.js';
import type { RotationWorld } from '../../support/rotation-world.js';

const ask = (world: RotationWorld, kid: string, force?: { reason: string }) =>
  decideRetirement(world.ring, kid, world.context(), force);

test('I3: a key whose tokens may live is kept, and the numbers say for how long', () => {
  const world = rotatedWorld().run([{ do: 'wait', seconds: 1799 }]);
  expect(refusalOf(ask(world, 'key-1'))).toEqual({
    rule: 'I3',
    series: 'RS256',
    kid: 'key-1',
    terms: { T: 900, lambda: 60, D: 60, L: 30, retentionSeconds: 1800 },
    waitSeconds: 1,
    message: expect.any(String),
    cure: expect.stringContaining('revoke it'),
  });
});

test('I3: a configured retention below its bound is kept as long as the bound asks', () => {
  const world = rotatedWorld({ retentionSeconds: 5 }).run([{ do: 'wait', seconds: 1049 }]);
  expect(refusalOf(ask(world, 'key-1'))).toMatchObject({ rule: 'I3', waitSeconds: 1 });
});

test('past its window a key is gone by itself, and is not asked for any more', () => {
  const world = rotatedWorld().run([{ do: 'wait', seconds: 1800 }]);
  expect(refusalOf(ask(world, 'key-1'))).toMatchObject({ rule: 'I7' });
});

test('force takes it out early, with the rule and the reason', () => {
  const decision = ask(rotatedWorld(), 'key-1', { reason: 'a drill' });
  expect(decision).toMatchObject({
    granted: true,
    forced: ['I3'],
    steps: [{ do: 'remove', kid: 'key-1', reason: 'a drill' }],
  });
});

test('the signer is never taken, forced or not', () => {
  expect(refusalOf(ask(rotatedWorld(), 'key-2', { reason: 'a drill' }))).toMatchObject({ rule: 'I5' });
});

test('a standby is abandoned and replaced in one commit, and its successor waits a whole lead', () => {
  const world = freshWorld();
  expect(stepsOf(ask(world, 'key-2'))).toEqual(['remove', 'publish']);
});

test('D29: a standby abandoned five hundred times leaves two keys in the set', () => {
  const world = rotatedWorld().run([{ do: 'wait', seconds: 1800 }]);
  for (let time = 0; time < 500; time++)
    world.run([
      { do: 'wait', seconds: 7 },
      { do: 'retire', pick: 1 },
    ]);
  expect(Object.values(statesOf(world.ring))).toEqual(['active', 'standby']);
  expect(Object.values(endsOf(world.ring))).toHaveLength(501);
});

test('I14: nothing is retired by another policy', () => {
  const world = rotatedWorld();
  const context = { ...world.context(), policy: policyWith({ retentionSeconds: 1051 }) };
  expect(refusalOf(decideRetirement(world.ring, 'key-1', context))).toMatchObject({ rule: 'I14' });
});
