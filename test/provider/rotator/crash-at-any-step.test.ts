import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBrokenLink } from '../../../provider/ring/journal.js';
import type { IssuerRing } from '../../../provider/rotator/issuer-ring.js';
import { randomRuns } from '../../support/random-deeds.js';
import { policyWith } from '../../support/ring-cases.js';
import { ringProperties } from '../../support/ring-properties.js';
import { ShellWorld } from '../../support/shell-world.js';

class Crash extends Error {}

/** Where a process dies: at the so-many-th operation on the store, before it took effect or after. */
const crashes = fc.array(
  fc.record({ operation: fc.nat(120), phase: fc.constantFrom('before' as const, 'after' as const) }),
  { minLength: 1, maxLength: 8 },
);

/** A process that dies loses its memory; another is started in its place, which may die too. */
async function restart(world: ShellWorld): Promise<IssuerRing> {
  for (;;) {
    try {
      return world.store.commits.length === 0 ? await world.create() : await world.open();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
  }
}

test('crashAtAnyStepKeepsCoverage', async () => {
  let survived = 0;
  await fc.assert(
    fc.asyncProperty(randomRuns({ kind: 'fixed policy' }), crashes, async ({ policy, deeds }, dies) => {
      const world = new ShellWorld(policy);
      world.store.fault = (_operation, phase) => {
        const at = world.store.operations.length;
        if (dies.some((each) => each.operation === at && each.phase === phase)) throw new Crash();
      };
      let replica = await restart(world);
      for (const deed of deeds) {
        try {
          await world.perform(replica, deed);
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          survived += 1;
          replica = await restart(world);
        }
      }
      const history = world.store.history([policy]);
      for (const [name, property] of Object.entries(ringProperties))
        expect(property(history), name).toBeNull();
      const journal = await world.journal();
      expect(journal.map(({ epoch }) => epoch)).toEqual(journal.map((_, index) => index + 1));
      expect(findBrokenLink(journal, world.ring.journal.head)).toBeNull();
    }),
    { numRuns: 30 },
  );
  expect(survived).toBeGreaterThan(20);
});

/** Rotations until the journal's tail is full, so that the next commit must archive. */
async function fullJournal(): Promise<{ world: ShellWorld; replica: IssuerRing }> {
  const world = new ShellWorld(policyWith({ profile: 'drill' }));
  const replica = await world.create();
  while (world.ring.journal.entries.length < 64) {
    await world.clock.advanceSeconds(10);
    await replica.tick('cron');
  }
  await world.clock.advanceSeconds(10);
  return { world, replica };
}

describe('a process that dies while it rotates and archives', async () => {
  const { world, replica } = await fullJournal();
  const before = world.store.operations.length;
  await replica.tick('cron');
  const operations = world.store.operations.slice(before);
  const deaths = operations.flatMap((operation, index) =>
    (['before', 'after'] as const).map((phase) => ({ index, operation, phase })),
  );

  test('reads, archives and writes', () => {
    expect(operations).toEqual(expect.arrayContaining(['read', 'nowSeconds', 'archive', 'update']));
  });

  test.each(deaths)(
    '$phase operation $index, $operation: the next one finishes, and nothing is lost',
    async (death) => {
      const crashed = await fullJournal();
      const epoch = crashed.world.ring.epoch;
      const dieAt = crashed.world.store.operations.length + death.index + 1;
      crashed.world.store.fault = (_operation, phase) => {
        if (crashed.world.store.operations.length === dieAt && phase === death.phase) throw new Crash();
      };
      await expect(crashed.replica.tick('cron')).rejects.toThrow(Crash);
      crashed.world.store.fault = () => {};
      await (await crashed.world.open()).tick('cron');
      expect(crashed.world.ring.epoch).toBe(epoch + 4);
      const journal = await crashed.world.journal();
      expect(journal.map((entry) => entry.epoch)).toEqual(journal.map((_, index) => index + 1));
      expect(findBrokenLink(journal, crashed.world.ring.journal.head)).toBeNull();
    },
  );
});
