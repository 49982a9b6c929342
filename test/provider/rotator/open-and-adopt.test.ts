import { describe, expect, test } from 'vitest';
import { resolvePolicy } from '../../../provider/ring/policy.js';
import { createIssuerRing, openIssuerRing } from '../../../provider/rotator/issuer-ring.js';
import { policyWith, statesOf } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';

const defaults = policyWith();

describe('I12: a ring is created by name and by nothing else', () => {
  test('opening one that is not there is an error, and creates nothing', async () => {
    const world = new ShellWorld(defaults);
    await expect(world.open()).rejects.toMatchObject({ code: 'ring_missing', status: 503 });
    expect(world.store.operations).toEqual(['read']);
    expect(world.custody.generated).toBe(0);
  });

  test('creating one that is there is an error, and generates nothing', async () => {
    const world = new ShellWorld(defaults);
    await world.create();
    await expect(world.create()).rejects.toMatchObject({ code: 'ring_exists', status: 409 });
    expect(world.custody.generated).toBe(2);
  });

  test('of two who create it at once one fails', async () => {
    const world = new ShellWorld(defaults);
    const [first, second] = await Promise.allSettled([world.create(), world.create()]);
    expect([first?.status, second?.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect(world.store.commits).toHaveLength(1);
  });

  test('the first keys sign at once', async () => {
    const world = new ShellWorld(defaults);
    const replica = await world.create();
    expect((await replica.signing()).kid).toBe('key-1');
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'active', 'key-2': 'standby' });
  });
});

test.each([
  ['opens', openIssuerRing],
  ['creates', createIssuerRing],
] as const)(
  'a policy that cannot hold %s nothing, and is refused by the names of its rules',
  async (_what, act) => {
    const world = new ShellWorld(policyWith({ retentionSeconds: 1049, rotationIntervalSeconds: 1799 }));
    const refused = act(world.context(), { minFreshSeconds: 30 });
    await expect(refused).rejects.toMatchObject({ code: 'policy_impossible' });
    await expect(refused).rejects.toThrow(/I3 \(RS256\): retention 1049 s is not >= 1050 s; I8/);
    expect(world.store.operations).toEqual([]);
  },
);

describe('I14: one policy at a time', () => {
  const other = policyWith({
    maxTokenLifetimeSeconds: 600,
    jwksMaxAgeSeconds: 200,
    publicationDelaySeconds: 5,
  });

  async function twoPolicies() {
    const world = new ShellWorld(defaults);
    const before = await world.create();
    await before.signing();
    world.policy = other;
    const after = await world.open({ adoptPolicy: true });
    return { world, before, after };
  }

  test('another one opens nothing until it is adopted by name', async () => {
    const world = new ShellWorld(defaults);
    await world.create();
    world.policy = other;
    await expect(world.open()).rejects.toMatchObject({ code: 'policy_differs' });
    expect(world.ring.policyDigest).toBe(defaults.digest);
    await world.open({ adoptPolicy: true });
    expect(world.ring.policyDigest).toBe(other.digest);
  });

  test('a replica that has the former policy serves, and neither ticks nor signs', async () => {
    const { world, before, after } = await twoPolicies();
    await world.clock.advanceSeconds(31);
    await expect(before.signing()).rejects.toMatchObject({ code: 'signing_unavailable' });
    expect(await before.tick('cron')).toMatchObject({ outcome: 'refused', guard: { rule: 'I14' } });
    const { maySign, reasons } = before.health();
    expect(maySign).toBe(false);
    expect(reasons.map(({ code }) => code)).toEqual(['policy_differs', 'tick_overdue']);
    expect((await before.servable()).keySet).toEqual((await after.servable()).keySet);
    expect((await after.signing()).maxTokenLifetimeSeconds).toBe(600);
  });

  test('it signs on with its last snapshot until its lease ends', async () => {
    const { world, before } = await twoPolicies();
    await world.clock.advanceSeconds(14);
    expect((await before.signing()).maxTokenLifetimeSeconds).toBe(900);
  });

  test('it serves by the terms of the ring: no longer, and no longer promised, than the windows count on', async () => {
    const { world, before } = await twoPolicies();
    await world.clock.advanceSeconds(11);
    expect((await before.servable()).cache.maxAgeSeconds).toBe(200);
    world.store.fault = () => {
      throw new Error('gone');
    };
    // P is 5 in the ring, of which this replica's policy leaves a commit half.
    await world.clock.advanceSeconds(300);
    expect((await before.servable()).keySet.keys).toHaveLength(2);
    await world.clock.advanceSeconds(0.001);
    await expect(before.servable()).rejects.toMatchObject({ code: 'jwks_too_old' });
  });

  test('I13: a policy that changes the algorithm of a series is refused, and the ring stays as it is', async () => {
    const world = new ShellWorld(defaults);
    await world.create();
    world.policy = resolvePolicy({ series: [{ alg: 'ES256', name: 'RS256' }] });
    const opening = world.open({ adoptPolicy: true });
    await expect(opening).rejects.toMatchObject({ code: 'policy_differs' });
    await expect(opening).rejects.toThrow('algorithm');
    expect(world.ring.policyDigest).toBe(defaults.digest);
  });
});

describe('a policy that keeps no series that signs now', () => {
  const moved = resolvePolicy({ profile: 'default', series: [{ alg: 'ES256' }] });
  async function moving() {
    const world = new ShellWorld(defaults);
    await world.create();
    world.policy = moved;
    return world;
  }

  test('is refused, since nothing could be signed for a lead, and changes nothing', async () => {
    const world = await moving();
    await expect(world.open({ adoptPolicy: true })).rejects.toMatchObject({
      code: 'policy_differs',
      message: expect.stringContaining('nothing could be signed for 1800 s: keep the present series'),
    });
    expect(world.ring.policyDigest).toBe(defaults.digest);
  });

  test('is adopted where a reason is given, which the journal keeps', async () => {
    const world = await moving();
    await openIssuerRing(world.context(), { minFreshSeconds: 0, adoptPolicy: { reason: 'a new issuer' } });
    expect(world.ring.policyDigest).toBe(moved.digest);
    expect(world.ring.journal.entries.at(-1)).toMatchObject({ reason: 'a new issuer', forced: ['I5'] });
  });

  test('may drop one of two that sign', async () => {
    const world = new ShellWorld(
      resolvePolicy({ profile: 'default', series: [{ alg: 'RS256' }, { alg: 'ES256' }] }),
    );
    await world.create();
    world.policy = moved;
    await world.open({ adoptPolicy: true });
    expect(world.ring.policyDigest).toBe(moved.digest);
  });

  test('is adopted at once where the present series stays beside the new one', async () => {
    const world = await moving();
    world.policy = resolvePolicy({ profile: 'default', series: [{ alg: 'RS256' }, { alg: 'ES256' }] });
    await world.open({ adoptPolicy: true });
    expect(world.ring.policyDigest).toBe(world.policy.digest);
  });
});
