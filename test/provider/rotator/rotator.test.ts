import { expect, test } from 'vitest';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import { policyWith, statesOf } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';

const drill = policyWith({ profile: 'drill' });

test('a verb answers what it did, the epoch it made, and when to look again', async () => {
  const world = new ShellWorld(drill);
  const replica = await world.create();
  await world.clock.advanceSeconds(7);
  expect(await replica.verbs.rotate('RS256', 'operator')).toEqual({
    outcome: 'done',
    steps: [
      { do: 'demote', series: null, kid: 'key-1' },
      { do: 'activate', series: 'RS256', kid: 'key-2' },
      { do: 'publish', series: 'RS256', kid: 'key-3' },
    ],
    waits: [],
    epoch: 7,
    nextChangeAtSeconds: 10_017,
  });
});

test('what is held back by a guard is told, and comes by itself', async () => {
  const world = new ShellWorld(drill);
  const replica = await world.create();
  await world.clock.advanceSeconds(9);
  await replica.verbs.retire('key-2', 'operator');
  await world.clock.advanceSeconds(1);
  const tick = await replica.tick('cron');
  expect(tick).toMatchObject({
    outcome: 'nothing_due',
    waits: [{ rule: 'I1', kid: 'key-3', waitSeconds: 6 }],
  });
  expect(tick.nextChangeAtSeconds).toBe(10_016);
  await world.clock.advanceSeconds(6);
  expect(await replica.tick('cron')).toMatchObject({ outcome: 'done', waits: [] });
});

test('after an own commit the view is that of the commit at once', async () => {
  const world = new ShellWorld(drill);
  const replica = await world.create();
  expect((await replica.signing()).kid).toBe('key-1');
  await replica.verbs.revoke({ kid: 'key-1', replaceWith: 'standby', reason: 'stolen' }, 'operator');
  const reads = world.store.operations.length;
  expect((await replica.signing()).kid).toBe('key-2');
  expect((await replica.servable()).keySet.keys.map(({ kid }) => kid)).toEqual(['key-2', 'key-3']);
  expect(world.store.operations).toHaveLength(reads);
});

test('another replica signs with what it saw for as long as its lease, and then with the new key', async () => {
  const world = new ShellWorld(drill);
  const [first, second] = [await world.create(), await world.open()];
  await second.signing();
  await first.verbs.revoke({ kid: 'key-1', replaceWith: 'standby', reason: 'stolen' }, 'operator');
  expect((await second.signing()).kid).toBe('key-1');
  await world.clock.advanceSeconds(2.001);
  expect((await second.signing()).kid).toBe('key-2');
});

test('prepare publishes a standby where there is none, once', async () => {
  const world = new ShellWorld(drill);
  const replica = await world.create();
  expect(await replica.verbs.prepare('RS256', 'operator')).toMatchObject({
    outcome: 'nothing_due',
    steps: [],
  });
  world.policy = resolvePolicy({ profile: 'drill', series: [{ alg: 'RS256' }, { alg: 'ES256' }] });
  const wider = await world.open({ adoptPolicy: true });
  expect(await wider.verbs.prepare('ES256', 'operator')).toMatchObject({
    outcome: 'done',
    steps: [{ do: 'publish' }],
  });
  expect(await wider.tick('cron')).toMatchObject({ outcome: 'nothing_due' });
  expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-2': 'standby', 'key-3': 'standby' });
});

test('a series that the policy does not have is named as unknown, with those it has', async () => {
  const replica = await new ShellWorld(drill).create();
  for (const asked of [
    replica.verbs.rotate('ES256', 'operator'),
    replica.verbs.prepare('ES256', 'operator'),
    replica.verbs.rollBack('ES256', 'operator'),
  ])
    await expect(asked).rejects.toMatchObject({
      code: 'series_unknown',
      status: 400,
      message: expect.stringContaining('the policy has RS256'),
    });
});

test('what was done or refused is logged; what was not due is not', async () => {
  const world = new ShellWorld(drill);
  const replica = await world.create();
  await replica.tick('cron');
  expect(world.events).toEqual([]);
  await replica.verbs.rotate('RS256', 'operator');
  await replica.verbs.rotate('RS256', 'operator', { reason: 'a drill' });
  expect(world.events).toMatchObject([
    { level: 'warn', event: 'ring.rotate', fields: { actor: 'operator', outcome: 'refused', rule: 'I8' } },
    { level: 'info', event: 'ring.rotate', fields: { actor: 'operator', outcome: 'done', epoch: 7 } },
  ]);
});
