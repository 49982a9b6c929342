import { describe, expect, test } from 'vitest';
import { FORMER_KEYS_KEPT } from '../../../provider/ring/trim-former.js';
import { IssuerRing } from '../../../provider/rotator/issuer-ring.js';
import { StoreError } from '../../../provider/stores/ring-store.js';
import { FakeCustody } from '../../support/fake-custody.js';
import { keyOf, policyWith, statesOf } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';

const drill = policyWith({ profile: 'drill' });

/** Custody that takes its time over each key after the first two. */
function slowWorld(seconds: number): ShellWorld {
  const world: ShellWorld = new ShellWorld(drill, {
    custody: new FakeCustody({
      beforeGenerate: async (serial) => {
        if (serial > 2) await world.clock.advanceSeconds(seconds);
      },
    }),
  });
  return world;
}

describe('what is stamped', () => {
  test('is never earlier than the moment at which the key exists', async () => {
    const world = slowWorld(4);
    const replica = await world.create();
    await world.clock.advanceSeconds(10);
    await replica.tick('cron');
    expect(keyOf(world.ring, 'key-3').publishedAtSeconds).toBe(10_014);
    expect(keyOf(world.ring, 'key-1').demotedAtSeconds).toBe(10_014);
    expect(world.clock.nowSeconds()).toBe(10_014);
    // Not because the commit came too late for an earlier stamp.
    expect(world.events.map(({ event }) => event)).toEqual(['ring.tick']);
  });

  test('likewise where a rotation falls due only while the first decision is made', async () => {
    const world = slowWorld(3);
    const replica = await world.create();
    await world.clock.advanceSeconds(9);
    let readings = 0;
    world.store.fault = async (operation, phase) => {
      if (operation === 'nowSeconds' && phase === 'after' && ++readings === 1)
        await world.clock.advanceSeconds(1);
    };
    await replica.tick('cron');
    await replica.tick('cron');
    expect(keyOf(world.ring, 'key-3').publishedAtSeconds).toBe(world.clock.nowSeconds());
  });

  test('a commit is a view of its own instant, however long its keys took', async () => {
    const world = slowWorld(4);
    const replica = await world.create();
    await world.clock.advanceSeconds(10);
    await replica.tick('cron');
    world.store.fault = () => {
      throw new StoreError('store_unavailable', 'gone');
    };
    expect((await replica.servable()).keySet.keys).toHaveLength(3);
  });

  test('is stamped anew by a process that slept between decision and commit', async () => {
    const world = new ShellWorld(drill);
    const replica = await world.create();
    await world.clock.advanceSeconds(10);
    let slept = false;
    world.store.fault = async (operation, phase) => {
      if (operation !== 'update' || phase !== 'before' || slept) return;
      slept = true;
      await world.clock.advanceSeconds(3600);
    };
    expect(await replica.tick('cron')).toMatchObject({ outcome: 'done' });
    expect(world.clock.nowSeconds()).toBe(13_610);
    expect(keyOf(world.ring, 'key-3').publishedAtSeconds).toBe(13_610);
    expect(keyOf(world.ring, 'key-1').demotedAtSeconds).toBe(13_610);
  });
});

test.each([
  ['a commit may take half of the smaller of P and L', 'rotate', 0.5, 'done', 1],
  ['and no longer', 'rotate', 0.501, 'done', 2],
  ['a change of policy no longer than the FORMER policy left it', 'adoptPolicy', 0.501, 'done', 2],
] as const)('%s', async (_what, verb, seconds, outcome, attempts) => {
  const world = new ShellWorld(drill);
  await world.create();
  await world.clock.advanceSeconds(7);
  world.policy =
    verb === 'rotate'
      ? drill
      : policyWith({
          profile: 'drill',
          publicationDelaySeconds: 9,
          publishLeadSeconds: 30,
          rotationIntervalSeconds: 30,
        });
  const replica = new IssuerRing(world.context());
  let tried = 0;
  world.store.fault = async (operation, phase) => {
    if (operation === 'update' && phase === 'before' && ++tried === 1)
      await world.clock.advanceSeconds(seconds);
  };
  const done =
    verb === 'rotate' ? replica.verbs.rotate('RS256', 'operator') : replica.verbs.adoptPolicy('operator');
  expect((await done).outcome).toBe(outcome);
  expect(tried).toBe(attempts);
});

describe('a commit that fails', () => {
  const started = async (): Promise<{ world: ShellWorld; replica: IssuerRing }> => {
    const world = new ShellWorld(drill);
    const replica = await world.create();
    await world.clock.advanceSeconds(10);
    return { world, replica };
  };

  test('leaves the ring as it was, and the next tick does what is due', async () => {
    const { world, replica } = await started();
    world.store.fault = (operation) => {
      if (operation === 'update') throw new StoreError('store_unavailable', 'gone');
    };
    await expect(replica.tick('cron')).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(world.store.commits).toHaveLength(1);
    expect(replica.health().reasons.map(({ code }) => code)).toContain('ring_unread');
    world.store.fault = () => {};
    expect(await replica.tick('cron')).toMatchObject({ outcome: 'done' });
  });

  test('may have been committed all the same: the next tick finds it done', async () => {
    const { world, replica } = await started();
    world.store.fault = (operation, phase) => {
      if (operation === 'update' && phase === 'after') throw new StoreError('store_unavailable', 'gone');
    };
    await expect(replica.tick('cron')).rejects.toThrow(StoreError);
    world.store.fault = () => {};
    expect(await replica.tick('cron')).toMatchObject({ outcome: 'nothing_due' });
    expect(statesOf(world.ring)).toEqual({ 'key-1': 'retiring', 'key-2': 'active', 'key-3': 'standby' });
  });

  test('for ever is named, after ten attempts and one generated key', async () => {
    const { world, replica } = await started();
    const { update } = world.store;
    world.store.update = async () => false;
    await expect(replica.tick('cron')).rejects.toMatchObject({
      code: 'ring_contended',
      status: 503,
      retryAfterSeconds: 1,
    });
    expect(world.custody.generated).toBe(3);
    expect(world.events.filter(({ event }) => event === 'ring.commit_lost')).toHaveLength(10);
    world.store.update = update;
    expect(await replica.tick('cron')).toMatchObject({ outcome: 'done' });
  });
});

test('a key is wrapped for the very epoch in which it is born, lost races included', async () => {
  const world = new ShellWorld(drill);
  const [first, second] = [await world.create(), await world.open()];
  await world.clock.advanceSeconds(7);
  const outcomes = await Promise.all([
    first.verbs.rotate('RS256', 'operator'),
    second.verbs.retire('key-2', 'operator'),
  ]);
  expect(outcomes.map(({ outcome }) => outcome)).toContain('done');
  for (const { keys } of world.ring.series)
    for (const key of keys) {
      const bornAtEpoch = JSON.parse(key.wrappedPrivateKey).bornAtEpoch;
      expect(bornAtEpoch).toBe(key.bornAtEpoch);
      await expect(world.custody.open(key, 'https://issuer.example', 'RS256')).resolves.toBeDefined();
    }
});

describe('the journal of a ring', () => {
  test('says who, what, why and when, and which rules were overridden', async () => {
    const world = new ShellWorld(drill);
    const replica = await world.create();
    await replica.verbs.rotate('RS256', 'operator', { reason: 'a drill' });
    const entries = (await world.journal()).slice(4);
    expect(entries.map(({ verb, kid }) => `${verb} ${kid}`)).toEqual([
      'demote key-1',
      'activate key-2',
      'publish key-3',
    ]);
    for (const entry of entries)
      expect(entry).toMatchObject({
        actor: 'operator',
        reason: 'a drill',
        forced: ['I8'],
        atSeconds: 10_000,
        series: entry.series,
      });
  });

  test('keeps the reason of a revocation and holds no key', async () => {
    const world = new ShellWorld(drill);
    const replica = await world.create();
    await replica.verbs.revoke({ kid: 'key-1', replaceWith: 'standby', reason: 'stolen laptop' }, 'operator');
    const journal = await world.journal();
    expect(journal.find(({ verb }) => verb === 'revoke')).toMatchObject({
      kid: 'key-1',
      reason: 'stolen laptop',
    });
    expect(JSON.stringify(journal)).not.toMatch(/crv|bornAtEpoch|"x"/);
    expect(JSON.stringify(world.events)).not.toMatch(/crv|bornAtEpoch|"x"/);
  });
});

test('a ring that turned for long stays small, and every key that ever was is in it or beside it once', async () => {
  const world = new ShellWorld(drill);
  const replica = await world.create();
  const turns = FORMER_KEYS_KEPT + 40;
  for (let turn = 0; turn < turns; turn++) {
    await world.clock.advanceSeconds(10);
    await replica.tick('cron');
  }
  const archived = await world.store.readArchivedKeys();
  const published = world.ring.series.flatMap(({ keys }) => keys);
  expect(world.ring.former.length).toBeLessThanOrEqual(FORMER_KEYS_KEPT + 1);
  expect(archived.length).toBeGreaterThan(30);
  const kids = [...archived, ...world.ring.former, ...published].map(({ kid }) => kid);
  expect(new Set(kids).size).toBe(kids.length);
  expect(kids).toHaveLength(world.custody.generated);
});
