import { VirtualClock } from '@keyturn/shared/virtual-clock';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBrokenLink } from '../../../provider/ring/journal.js';
import { keyInState, seriesOf } from '../../../provider/ring/key-ring.js';
import type { IssuerRing } from '../../../provider/rotator/issuer-ring.js';
import type { VerbOutcome } from '../../../provider/rotator/rotator.js';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import type { Deed } from '../../support/deed.js';
import { policyWith } from '../../support/ring-cases.js';
import { ringProperties } from '../../support/ring-properties.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { ShellWorld } from '../../support/shell-world.js';

const drill = policyWith({ profile: 'drill' });
const eight = [1, 2, 3, 4, 5, 6, 7, 8];

async function openEight(world: ShellWorld): Promise<readonly IssuerRing[]> {
  const first = await world.create();
  return [first, ...(await Promise.all(eight.slice(1).map(() => world.open())))];
}

/** Every operation on the store ends when the scheduler says so: all interleavings of the replicas can happen. */
function scheduleStore(world: ShellWorld, scheduler: fc.Scheduler): void {
  world.store.fault = async (operation, phase) => {
    await scheduler.schedule(Promise.resolve(), `${phase} ${operation}`);
  };
}

async function expectWholeJournal(world: ShellWorld): Promise<void> {
  const journal = await world.journal();
  expect(journal.map(({ sequence }) => sequence)).toEqual(journal.map((_, index) => index + 1));
  expect(journal.map(({ epoch }) => epoch)).toEqual(journal.map((_, index) => index + 1));
  expect(findBrokenLink(journal, world.ring.journal.head)).toBeNull();
  expect(journal).toHaveLength(world.ring.epoch);
}

const kidsIn = (world: ShellWorld) => world.ring.series.flatMap(({ keys }) => keys.map(({ kid }) => kid));
const countOf = (outcomes: readonly VerbOutcome[], outcome: VerbOutcome['outcome']) =>
  outcomes.filter((each) => each.outcome === outcome).length;

describe('eight rotators at the same instant, whatever the order of their reads and writes', () => {
  test('one scheduled rotation: one new key, one winner, seven who found it done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = new ShellWorld(drill);
        const replicas = await openEight(world);
        await world.clock.advanceSeconds(10);
        const before = world.ring;
        scheduleStore(world, scheduler);
        const outcomes = await scheduler.waitFor(Promise.all(replicas.map((each) => each.tick('cron'))));
        expect(countOf(outcomes, 'done')).toBe(1);
        expect(countOf(outcomes, 'already_rotated') + countOf(outcomes, 'nothing_due')).toBe(7);
        expect(world.ring.epoch).toBe(before.epoch + 3);
        expect(kidsIn(world)).toHaveLength(3);
        await expectWholeJournal(world);
      }),
      { numRuns: 15 },
    );
  });

  test.each([
    ['rotate', 'key-2'],
    ['rollBack', 'key-1'],
  ] as const)('%s asked for by eight who saw the same ring happens once, and %s signs', async (verb, kid) => {
    const world = new ShellWorld(drill);
    const replicas = await openEight(world);
    await world.clock.advanceSeconds(7);
    if (verb === 'rollBack') await replicas[0]?.verbs.rotate('RS256', 'operator');
    let release = () => {};
    const allHaveRead = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reads = 0;
    world.store.fault = async (operation, phase) => {
      if (operation !== 'read' || phase !== 'after') return;
      reads += 1;
      if (reads === replicas.length) release();
      await allHaveRead;
    };
    const outcomes = await Promise.all(replicas.map((each) => each.verbs[verb]('RS256', 'operator')));
    expect(countOf(outcomes, 'done')).toBe(1);
    expect(countOf(outcomes, 'already_rotated')).toBe(7);
    expect(keyInState(seriesOf(world.ring, 'RS256'), 'active')?.kid).toBe(kid);
    await expectWholeJournal(world);
  });

  test('any verbs at once leave a ring that breaks no property', async () => {
    const deeds = fc.array(
      fc.constantFrom<Deed>(
        { do: 'tick' },
        { do: 'rotate', pick: 0 },
        { do: 'roll-back', pick: 0, oldest: false },
        { do: 'retire', pick: 1 },
        { do: 'revoke', pick: 1, replaceWith: 'standby' },
        { do: 'revoke', pick: 0, replaceWith: 'fresh' },
        { do: 'prepare', pick: 0 },
      ),
      { minLength: 8, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(deeds, { minLength: 1, maxLength: 4 }),
        async (scheduler, rounds) => {
          const world = new ShellWorld(drill);
          const replicas = await openEight(world);
          for (const round of rounds) {
            await world.clock.advanceSeconds(7);
            scheduleStore(world, scheduler);
            const doing = replicas.map((each, index) => world.perform(each, round[index] ?? { do: 'tick' }));
            const outcomes = await scheduler.waitFor(Promise.all(doing));
            expect(outcomes.every((each) => each !== undefined)).toBe(true);
            world.store.fault = () => {};
          }
          for (const [name, property] of Object.entries(ringProperties))
            expect(property(world.store.history([drill])), name).toBeNull();
          await expectWholeJournal(world);
        },
      ),
      { numRuns: 20 },
    );
  });
});

test('fifty rotations forced at once in one process: one hand-over, one new key, none made for nothing', async () => {
  const world = new ShellWorld(drill);
  const replica = await world.create();
  const force = { reason: 'a drill' };
  const before = world.custody.generated;
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () => replica.verbs.rotate('RS256', 'operator', force)),
  );
  expect(countOf(outcomes, 'done')).toBe(1);
  expect(countOf(outcomes, 'already_rotated')).toBe(49);
  expect(world.custody.generated - before).toBe(1);
  // Who asks after that asks for another.
  expect((await replica.verbs.rotate('RS256', 'operator', force)).outcome).toBe('done');
  await expectWholeJournal(world);
});

test('over the file store, each with a handle of its own: one new key each time, and no gap', async () => {
  const clock = new VirtualClock(10_000);
  const folder = `${await scratchFolder()}/ring`;
  const [inner, ...handles] = await Promise.all(eight.map(() => createFileRingStore({ folder, clock })));
  const world = new ShellWorld(drill, { clock, ...(inner === undefined ? {} : { inner }) });
  const first = await world.create();
  const replicas = [first, ...(await Promise.all(handles.map((store) => world.open({ store }))))];
  for (let round = 0; round < 12; round++) {
    await clock.advanceSeconds(10);
    const outcomes = await Promise.all(replicas.map((each) => each.tick('cron')));
    expect(countOf(outcomes, 'done')).toBe(1);
    expect(countOf(outcomes, 'refused')).toBe(0);
    const asked = await Promise.all(replicas.map((each) => each.verbs.rotate('RS256', 'operator')));
    expect(countOf(asked, 'done')).toBe(0);
  }
  const ring = await world.store.read();
  const tail = ring?.journal.entries ?? [];
  const archived = (await world.store.readArchive()).filter(
    ({ sequence }) => sequence < (tail[0]?.sequence ?? 0),
  );
  const journal = [...archived, ...tail];
  expect(journal.map(({ epoch }) => epoch)).toEqual(journal.map((_, index) => index + 1));
  expect(findBrokenLink(journal, ring?.journal.head ?? '')).toBeNull();
  expect(journal.filter(({ verb }) => verb === 'publish')).toHaveLength(2 + 12);
});
