import { describe, expect, test } from 'vitest';
import type { IssuerRing } from '../../../provider/rotator/issuer-ring.js';
import { StoreError } from '../../../provider/stores/ring-store.js';
import { policyWith } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';
import type { WatchedStore } from '../../support/watched-store.js';

/** P + Z = 310, L = 30; a commit may take min(P, L) / 2 = 5 s of each, so a view may be 305 and 25 s old. */
const defaults = policyWith();

async function started(policy = defaults): Promise<{ world: ShellWorld; replica: IssuerRing }> {
  const world = new ShellWorld(policy);
  const replica = await world.create();
  await replica.servable();
  return { world, replica };
}

/** What may befall a store; what it holds is not lost. */
const troubles: Record<string, (store: WatchedStore) => void> = {
  'a store that fails': (store) => {
    store.fault = () => {
      throw new StoreError('store_unavailable', 'gone');
    };
  },
  'a store that hangs': (store) => {
    store.fault = () => new Promise<void>(() => {});
  },
  'a store that holds no ring': (store) => {
    store.fault = (operation) => {
      if (operation === 'read') throw new StoreError('ring_unreadable', 'no ring there');
    };
  },
};

/** The promise together with the time that the waiting takes, so that what waits on the clock can end. */
async function letPass<Answer>(world: ShellWorld, seconds: number, asked: Promise<Answer>): Promise<Answer> {
  const settled = asked.then(
    (answer) => () => answer,
    (error: unknown) => () => {
      throw error;
    },
  );
  await world.clock.advanceSeconds(seconds);
  return (await settled)();
}

describe.each(Object.keys(troubles))('%s', (trouble) => {
  const befall = troubles[trouble] ?? (() => {});

  test('I15: the last set is served up to P + Z less what a commit may take, and then nothing is', async () => {
    const { world, replica } = await started();
    befall(world.store);
    await world.clock.advanceSeconds(304.5);
    const served = await letPass(world, 0.3, replica.servable());
    expect(served.keySet.keys.map(({ kid }) => kid)).toEqual(['key-1', 'key-2']);
    await world.clock.advanceSeconds(0.3);
    await expect(letPass(world, 3, replica.servable())).rejects.toMatchObject({
      code: 'jwks_too_old',
      status: 503,
      retryAfterSeconds: 5,
    });
  });

  test('I5: the last snapshot signs up to L less what a commit may take, and then nothing does', async () => {
    const { world, replica } = await started();
    befall(world.store);
    await world.clock.advanceSeconds(25);
    expect((await letPass(world, 0, replica.signing())).kid).toBe('key-1');
    await world.clock.advanceSeconds(0.001);
    await expect(letPass(world, 3, replica.signing())).rejects.toMatchObject({
      code: 'signing_unavailable',
      status: 503,
      retryAfterSeconds: 30,
    });
  });

  test('both recover once the store does', async () => {
    const { world, replica } = await started();
    befall(world.store);
    await world.clock.advanceSeconds(400);
    await expect(letPass(world, 3, replica.servable())).rejects.toThrow();
    world.store.fault = () => {};
    await world.clock.advanceSeconds(3);
    expect((await replica.servable()).keySet.keys).toHaveLength(2);
    expect((await replica.signing()).kid).toBe('key-1');
  });

  test('I12: no read creates a key, and no process opens a ring that is not there', async () => {
    const { world, replica } = await started();
    const { generated } = world.custody;
    befall(world.store);
    await letPass(
      world,
      500,
      replica.servable().catch(() => undefined),
    );
    await letPass(
      world,
      500,
      replica.signing().catch(() => undefined),
    );
    expect(world.custody.generated).toBe(generated);
    expect(world.store.commits).toHaveLength(1);
  });
});

test('a key leaves the set at its second although the store cannot be reached (I3u)', async () => {
  const { world, replica } = await started(
    policyWith({ retentionSeconds: 1050, rotationIntervalSeconds: 1800 }),
  );
  await world.clock.advanceSeconds(1800);
  await replica.tick('cron');
  await world.clock.advanceSeconds(1000);
  const before = await replica.servable();
  world.store.fault = () => {
    throw new StoreError('store_unavailable', 'gone');
  };
  await world.clock.advanceSeconds(49);
  expect((await replica.servable()).keySet).toEqual(before.keySet);
  await world.clock.advanceSeconds(1);
  const after = await replica.servable();
  expect(after.keySet.keys.map(({ kid }) => kid)).toEqual(['key-2', 'key-3']);
  expect(after.keySet.keyturn_epoch).toBe(before.keySet.keyturn_epoch + 1);
  expect(after.lastModifiedSeconds).toBe(world.clock.nowSeconds());
});

test('a request waits a moment for a store that hangs while the last set may be served', async () => {
  const { world, replica } = await started();
  await world.clock.advanceSeconds(11);
  world.store.fault = () => new Promise<void>(() => {});
  let served = false;
  const asked = replica.servable().then(() => {
    served = true;
  });
  await world.clock.advanceSeconds(0.249);
  expect(served).toBe(false);
  await world.clock.advanceSeconds(0.001);
  await asked;
  expect(served).toBe(true);
});

test('one read serves many callers, and reads run ahead of need', async () => {
  const { world, replica } = await started();
  const reads = () => world.store.operations.filter((operation) => operation === 'read').length;
  const before = reads();
  await world.clock.advanceSeconds(400);
  await Promise.all(Array.from({ length: 20 }, () => replica.servable()));
  expect(reads()).toBe(before + 1);
  await world.clock.advanceSeconds(6);
  await replica.servable();
  expect(reads()).toBe(before + 2);
});

test('I6: kid, algorithm, epoch and lifetime of a signature come from one snapshot', async () => {
  const { world, replica } = await started();
  const grant = await replica.signing('RS256');
  expect(grant).toMatchObject({
    kid: 'key-1',
    alg: 'EdDSA',
    epoch: world.ring.epoch,
    maxTokenLifetimeSeconds: 900,
  });
  await expect(replica.signing('ES256')).rejects.toMatchObject({ code: 'series_unknown' });
});

test('a ring whose private part cannot be read is served, signs nothing, and is an alarm within a tick', async () => {
  const { world, replica } = await started();
  world.custody.unreadable.add('key-1');
  await replica.tick('cron');
  expect((await replica.servable()).keySet.keys).toHaveLength(2);
  expect(replica.health()).toMatchObject({
    maySign: false,
    reasons: [{ code: 'key_unreadable', series: 'RS256' }],
  });
  await expect(replica.signing()).rejects.toMatchObject({ code: 'signing_unavailable' });
  await replica.tick('cron');
  expect(world.events.filter(({ event }) => event === 'key.unreadable')).toHaveLength(1);
  expect(world.custody.generated).toBe(2);
  world.custody.unreadable.clear();
  await replica.tick('cron');
  expect(replica.health()).toMatchObject({ status: 'ok', maySign: true, reasons: [] });
});

test('what a replica says of the time never runs ahead of the store’s clock, however slow the answers', async () => {
  const { world, replica } = await started();
  await world.clock.advanceSeconds(20);
  world.store.fault = (operation, phase) =>
    operation === 'nowSeconds' && phase === 'after'
      ? new Promise<void>((resolve) => world.clock.after(2000, resolve))
      : undefined;
  const { nowSeconds } = await letPass(world, 2, replica.signing());
  expect(nowSeconds).toBeLessThanOrEqual(world.clock.nowSeconds());
  expect(nowSeconds).toBeGreaterThanOrEqual(world.clock.nowSeconds() - 2);
});
