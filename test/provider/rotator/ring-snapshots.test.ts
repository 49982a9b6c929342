import { expect, test } from 'vitest';
import type { KeyRing } from '../../../provider/ring/key-ring.js';
import { RingSnapshots } from '../../../provider/rotator/ring-snapshots.js';
import { StoreError } from '../../../provider/stores/ring-store.js';
import { freshWorld, policyWith } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';

const ring = freshWorld().ring;
const reading = (epoch: number, startedAtMilliseconds: number, of: KeyRing = ring) => ({
  ring: { ...of, epoch },
  at: { nowSeconds: 10_000 + startedAtMilliseconds / 1000, readAtMilliseconds: startedAtMilliseconds },
  startedAtMilliseconds,
});

async function started() {
  const world = new ShellWorld(policyWith());
  await world.clock.advanceSeconds(100);
  return { world, snapshots: new RingSnapshots(world.context()) };
}

test('a view is as old as the START of its reading, and carries the store’s clock on', async () => {
  const { world, snapshots } = await started();
  snapshots.accept(reading(4, 90_000));
  await world.clock.advanceSeconds(2);
  expect(snapshots.peek()).toMatchObject({ ageSeconds: 12, nowSeconds: 10_102 });
});

test.each([
  ['a later epoch replaces', reading(5, 80_000), 5, 20],
  ['a later reading of the same replaces', reading(4, 95_000), 4, 5],
  ['an earlier epoch does not', reading(3, 99_000), 4, 10],
  ['an earlier reading of the same does not', reading(4, 80_000), 4, 10],
])('%s', async (_what, next, epoch, ageSeconds) => {
  const { snapshots } = await started();
  snapshots.accept(reading(4, 90_000));
  snapshots.accept(next);
  expect(snapshots.peek()).toMatchObject({ ring: { epoch }, ageSeconds });
});

test('a store that never answered is named', async () => {
  const { world, snapshots } = await started();
  world.store.fault = () => new Promise<void>(() => {});
  const asked = expect(snapshots.read(10)).rejects.toMatchObject({
    code: 'store_unavailable',
    retryAfterSeconds: 5,
  });
  await world.clock.advanceSeconds(3);
  await asked;
});

test.each([
  ['store_unavailable', new StoreError('store_unavailable', 'gone')],
  ['ring_unreadable', new StoreError('ring_unreadable', 'garbage')],
  ['store_unavailable', new TypeError('a defect')],
])('what failed is told as %s, and logged by its code', async (code, error) => {
  const { world, snapshots } = await started();
  world.store.fault = () => {
    throw error;
  };
  await expect(snapshots.read(10)).rejects.toMatchObject({ code, status: 503 });
  const logged = error instanceof StoreError ? error.code : 'unexpected';
  expect(world.events).toEqual([{ level: 'error', event: 'ring.read_failed', fields: { code: logged } }]);
  expect(snapshots.failure).toBe(error);
});

test('a store without a ring is told as such', async () => {
  const { snapshots } = await started();
  await expect(snapshots.read(10)).rejects.toMatchObject({ code: 'ring_missing', status: 503 });
});

test('a read that hangs is given up, and the next one finds the store well again', async () => {
  const { world, snapshots } = await started();
  await world.create();
  let hangs = true;
  world.store.fault = (operation) =>
    hangs && operation === 'read' ? new Promise<void>(() => {}) : undefined;
  void snapshots.refresh();
  hangs = false;
  const early = snapshots.refresh().then(() => 'answered');
  await world.clock.advanceSeconds(2.9);
  expect(await Promise.race([early, Promise.resolve('still waiting')])).toBe('still waiting');
  await world.clock.advanceSeconds(0.1);
  await snapshots.refresh();
  expect(snapshots.peek()).toMatchObject({ ageSeconds: 0 });
});

test('a read that a commit overtook is of no use, and the next one is', async () => {
  const { world, snapshots } = await started();
  await world.create();
  const stored = world.ring;
  let letGo = () => {};
  world.store.fault = (operation) =>
    operation === 'nowSeconds' ? new Promise<void>((resolve) => (letGo = resolve)) : undefined;
  void snapshots.refresh();
  await world.clock.advanceSeconds(0.1);
  world.store.fault = () => {};
  const next = { ...stored, epoch: stored.epoch + 1 };
  await world.store.update(stored.epoch, next);
  // As old as its slow keys made it.
  snapshots.accept(reading(next.epoch, 90_000, next));
  const asked = snapshots.read(0.5);
  letGo();
  expect(await asked).toMatchObject({ ring: { epoch: next.epoch }, ageSeconds: 0 });
});
