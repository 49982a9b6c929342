import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideAcknowledgement } from '../../../provider/ring/decide-acknowledgement.js';
import { decideRotation } from '../../../provider/ring/decide-rotation.js';
import { plan } from '../../../provider/ring/plan.js';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import { randomRuns, replay } from '../../support/random-deeds.js';
import { freshWorld, refusalOf, statesOf, stepsOf } from '../../support/ring-cases.js';
import { ringProperties } from '../../support/ring-properties.js';

const pinnedParties = [{ name: 'gateway' }, { name: 'appliance' }];
const LEAD_SECONDS = 1800;

function pinnedWorld(seconds = LEAD_SECONDS) {
  const world = freshWorld({ pinnedParties }).run([{ do: 'wait', seconds }]);
  const [series] = world.policy.series;
  if (series === undefined) throw new Error('a policy has a series');
  const rotate = (force?: { reason: string }) => decideRotation(world.ring, series, world.context(), force);
  const acknowledge = (party: string, kid = 'key-2') =>
    decideAcknowledgement(world.ring, { party, kid }, world.context());
  const say = (party: string) => world.perform({ do: 'acknowledge', pick: 1, party });
  return { world, rotate, acknowledge, say };
}

describe('a rotation', () => {
  test('waits until each pinned party has the key, however long ago it was published', () => {
    const { rotate, say } = pinnedWorld(10 * LEAD_SECONDS);
    expect(refusalOf(rotate())).toEqual({
      rule: 'pinned',
      series: 'RS256',
      kid: 'key-2',
      terms: { pinnedParties: 2, unacknowledged: 2 },
      waitSeconds: null,
      message: expect.stringContaining('gateway, appliance'),
      cure: expect.stringContaining('keyturn keys acknowledge gateway key-2'),
    });
    say('gateway');
    expect(refusalOf(rotate())).toMatchObject({ terms: { unacknowledged: 1 } });
    say('appliance');
    expect(stepsOf(rotate())).toEqual(['demote', 'activate', 'publish']);
  });

  test('waits for its lead all the same', () => {
    const { rotate, say } = pinnedWorld(LEAD_SECONDS - 1);
    say('gateway');
    say('appliance');
    expect(refusalOf(rotate())).toMatchObject({ rule: 'I8', waitSeconds: 1 });
  });

  test('is forced with a reason, and says over what', () => {
    const force = { reason: 'the appliance is gone' };
    expect(pinnedWorld().rotate(force)).toMatchObject({ granted: true, forced: ['pinned'] });
    expect(pinnedWorld(5).rotate(force)).toMatchObject({ granted: true, forced: ['I8', 'pinned'] });
  });

  test('of the schedule waits too, while the key that signs goes on signing', () => {
    const { world, say } = pinnedWorld(40 * 86_400);
    world.run([{ do: 'tick' }]);
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-2': 'standby' });
    expect(plan(world.ring, world.context()).waits).toMatchObject([{ rule: 'pinned', kid: 'key-2' }]);
    say('gateway');
    say('appliance');
    world.run([{ do: 'tick' }]);
    expect(statesOf(world.ring)).toMatchObject({ 'key-1': 'retiring', 'key-2': 'active' });
  });
});

describe('an acknowledgement', () => {
  test('of one key says nothing of the next', () => {
    const { world, say, rotate } = pinnedWorld();
    say('gateway');
    say('appliance');
    world.run([
      { do: 'rotate', pick: 0 },
      { do: 'wait', seconds: LEAD_SECONDS },
    ]);
    expect(refusalOf(rotate())).toMatchObject({ rule: 'pinned', kid: 'key-3' });
  });

  test('said twice is said once', () => {
    const { acknowledge, say } = pinnedWorld();
    expect(stepsOf(acknowledge('gateway'))).toEqual(['acknowledge']);
    say('gateway');
    expect(stepsOf(acknowledge('gateway'))).toEqual([]);
  });

  test('is of a party and a key that there are', () => {
    const { acknowledge } = pinnedWorld();
    expect(refusalOf(acknowledge('getaway'))).toMatchObject({
      rule: 'pinned',
      cure: expect.stringContaining('gateway, appliance'),
    });
    expect(refusalOf(acknowledge('gateway', 'key-9'))).toMatchObject({ rule: 'I7' });
  });
});

test('a policy without them has the digest that it had before there were any', () => {
  const series = [{ alg: 'RS256' as const }, { alg: 'ES256' as const }];
  const plain = resolvePolicy({ series });
  expect(resolvePolicy({ series, pinnedParties: [] })).toEqual(plain);
  const of = resolvePolicy({ series, pinnedParties: [{ name: 'gateway', series: ['ES256'] }] });
  expect(of.series.map((each) => each.pinnedParties)).toEqual([undefined, ['gateway']]);
  expect(of.digest).not.toBe(plain.digest);
});

test('whatever happens, no standby signs that a pinned party does not have', () => {
  const runs = fc.property(randomRuns({ kind: 'fixed policy', pinned: true }), (run) => {
    expect(ringProperties.pinnedPartiesHaveSigner(replay(run))).toBeNull();
  });
  fc.assert(runs, { numRuns: 100 });
});
