import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { STORE_DEADLINE_MILLISECONDS, withDeadlines } from '../../../provider/stores/store-deadlines.js';
import { describeRingStore } from '../../contract/ring-store-contract.js';
import { policyWith } from '../../support/ring-cases.js';
import { ShellWorld } from '../../support/shell-world.js';

describeRingStore('any store with deadlines', async (document) => {
  const clock = new VirtualClock(1000);
  const store = withDeadlines(createMemoryRingStore(clock, document ?? null), clock);
  return { store, peer: store, nowSeconds: 1000, tearDown: async () => {} };
});

interface Hung {
  readonly world: ShellWorld;
  readonly asked: Promise<void>;
}

/** Until the store was asked, however much work there is before that, and until the deadline is over. */
async function outlastDeadline({ world, asked }: Hung): Promise<void> {
  await asked;
  await world.clock.advanceSeconds(STORE_DEADLINE_MILLISECONDS / 1000);
}

async function hung(operation: 'read' | 'update') {
  const world = new ShellWorld(policyWith({ profile: 'drill' }));
  await world.create();
  const replica = await world.open({ store: withDeadlines(world.store, world.clock) });
  await world.clock.advanceSeconds(10);
  let letGo = () => {};
  const hanging = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    world.store.fault = (called, phase) => {
      if (called !== operation || phase !== 'before') return undefined;
      resolve();
      return hanging;
    };
  });
  return { world, replica, letGo, asked };
}

const unavailable = { code: 'store_unavailable' };

test.each(['read', 'update'] as const)(
  'a tick whose %s never answers ends, and the next does better',
  async (operation) => {
    const { world, replica, letGo, asked } = await hung(operation);
    const tick = expect(replica.tick('schedule')).rejects.toMatchObject(unavailable);
    await outlastDeadline({ world, asked });
    await tick;
    world.store.fault = () => {};
    letGo();
    await world.clock.advanceSeconds(1);
    expect((await replica.tick('schedule')).outcome).toMatch(/^(done|nothing_due)$/);
    expect(world.ring.series[0]?.keys.map(({ state }) => state)).toEqual(['retiring', 'active', 'standby']);
  },
);

test('while a call that was given up hangs, the next is refused at once and not made', async () => {
  const { world, replica, asked } = await hung('read');
  const first = expect(replica.tick('schedule')).rejects.toMatchObject(unavailable);
  await outlastDeadline({ world, asked });
  await first;
  const operations = world.store.operations.length;
  await expect(replica.tick('schedule')).rejects.toMatchObject(unavailable);
  expect(world.store.operations).toHaveLength(operations);
});

test('a change that was given up and committed after all is found by the next tick', async () => {
  const { world, replica, letGo, asked } = await hung('update');
  const tick = expect(replica.tick('schedule')).rejects.toMatchObject(unavailable);
  await outlastDeadline({ world, asked });
  await tick;
  const commits = world.store.commits.length;
  letGo();
  await world.clock.advanceSeconds(1);
  // Too late for its own stamps, so it is not made, and the next tick decides anew.
  expect(world.store.commits).toHaveLength(commits);
  expect(await replica.tick('schedule')).toMatchObject({ outcome: 'done' });
});
