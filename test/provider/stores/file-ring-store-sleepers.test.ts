import { VirtualClock } from '@keyturn/shared/virtual-clock';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBrokenLink } from '../../../provider/ring/journal.js';
import type { KeyRing } from '../../../provider/ring/key-ring.js';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import { type BeforeOperation, CrashingDisk } from '../../support/crashing-disk.js';
import { sampleRing, turnRing } from '../../support/sample-ring.js';
import { turnOnce } from '../../support/turn-once.js';

const folder = '/keys';
const clock = new VirtualClock(1_700_000_000);
const open = (disk: CrashingDisk) => createFileRingStore({ folder, clock, fileSystem: disk });

/** A process that falls asleep before one of its operations, and can be woken. */
class Sleeper {
  #operations = 0;
  #wake: () => void = () => {};
  readonly asleep: Promise<void>;
  readonly before: BeforeOperation;

  constructor(atOperation: number) {
    const awake = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    let fallAsleep: () => void = () => {};
    this.asleep = new Promise((resolve) => {
      fallAsleep = resolve;
    });
    this.before = async () => {
      this.#operations++;
      if (this.#operations !== atOperation) return;
      fallAsleep();
      await awake;
    };
  }

  get operations(): number {
    return this.#operations;
  }

  wake(): void {
    this.#wake();
  }
}

/** Begins a commit upon the stored ring and sleeps before operation `at`; null where it ended before. */
async function beginCommit(disk: CrashingDisk, expectedEpoch: number | null, next: KeyRing, at: number) {
  const sleeper = new Sleeper(at);
  const store = await open(disk.seenBy(sleeper.before));
  const commit = store.update(expectedEpoch, next);
  const ended = await Promise.race([commit.then(() => true), sleeper.asleep.then(() => false)]);
  return ended ? null : { sleeper, commit };
}

async function expectUnbroken(disk: CrashingDisk, epoch: number): Promise<void> {
  const ring = await (await open(disk)).read();
  expect(ring?.epoch).toBe(epoch);
  expect(ring?.journal.length).toBe(1 + epoch - sampleRing().epoch);
  expect(findBrokenLink(ring?.journal.entries ?? [], ring?.journal.head ?? '')).toBeNull();
}

async function commitTimes(disk: CrashingDisk, times: number): Promise<void> {
  const store = await open(disk);
  for (let turn = 0; turn < times; turn++) await turnOnce(store, 'awake');
}

/** The numbers of the operations of one undisturbed commit. */
async function operationsOf(expectedEpoch: number | null): Promise<number[]> {
  const disk = new CrashingDisk();
  const ring = sampleRing();
  const sleeper = new Sleeper(0);
  if (expectedEpoch !== null) await (await open(disk)).update(null, ring);
  const next = expectedEpoch === null ? ring : turnRing(ring, 'sleeper');
  expect(await (await open(disk.seenBy(sleeper.before))).update(expectedEpoch, next)).toBe(true);
  return Array.from({ length: sleeper.operations }, (_, index) => index + 1);
}

const ring = sampleRing();
const operations = await operationsOf(ring.epoch);

describe('a writer that sleeps through the commits of others', () => {
  test('has many places to sleep', () => {
    expect(operations.length).toBeGreaterThan(10);
  });

  test.each(operations.flatMap((at) => [1, 2, 4].map((others) => ({ at, others }))))(
    'before operation $at, while $others are committed: wins or loses, and nothing is lost',
    async ({ at, others }) => {
      const disk = new CrashingDisk();
      await (await open(disk)).update(null, ring);
      const begun = await beginCommit(disk, ring.epoch, turnRing(ring, 'sleeper'), at);
      await commitTimes(disk, others);
      const before = (await (await open(disk)).read())?.epoch ?? -1;
      begun?.sleeper.wake();
      const won = begun === null || (await begun.commit);
      expect((await (await open(disk)).read())?.epoch).toBe(before);
      await expectUnbroken(disk, ring.epoch + others + (won ? 1 : 0));
      await commitTimes(disk, 2);
      expect(await leftIn(disk)).toHaveLength(2);
    },
  );

  test.each(operations)(
    'before operation %i, for ever: the others go on, and its draft is swept',
    async (at) => {
      const disk = new CrashingDisk();
      await (await open(disk)).update(null, ring);
      await beginCommit(disk, ring.epoch, turnRing(ring, 'sleeper'), at);
      await commitTimes(disk, 2);
      expect(await leftIn(disk)).toHaveLength(2);
    },
  );

  test('a creation that slept never becomes a second ring', async () => {
    for (const at of await operationsOf(null)) {
      const disk = new CrashingDisk();
      const rival = turnRing(ring, 'sleeper');
      const begun = await beginCommit(disk, null, rival, at);
      const created = await (await open(disk)).update(null, ring);
      await commitTimes(disk, 3);
      begun?.sleeper.wake();
      expect(begun === null || (await begun.commit)).toBe(!created);
      await expectUnbroken(disk, (created ? ring : rival).epoch + 3);
    }
  });
});

/** The ring files and drafts in the folder. */
async function leftIn(disk: CrashingDisk): Promise<readonly string[]> {
  return (await disk.list(folder)).filter((name) => name.startsWith('ring.'));
}

test('a reader whose look at the folder takes as long as a commit never sees an older ring', async () => {
  // A commit of three dozen operations: it finds the leftovers of others as well.
  const points = Array.from({ length: 36 }, (_, index) => index + 1);
  const spans = points.flatMap((from) => points.filter((to) => to > from).map((to) => ({ from, to })));
  let mostOperations = 0;
  for (const { from, to } of spans) {
    const disk = await diskWithLeftovers();
    const stored = (await (await open(disk)).read()) ?? ring;
    // Its first operation is the first half of a list, its second the other half.
    const sleeper = new Sleeper(2);
    let reading: Promise<KeyRing | null> = Promise.resolve(null);
    let operation = 0;
    const writer = await open(
      disk.seenBy(async () => {
        operation++;
        if (operation === from) {
          reading = open(disk.seenBy(sleeper.before)).then((store) => store.read());
          await sleeper.asleep;
        }
        if (operation === to) {
          sleeper.wake();
          await reading;
        }
      }),
    );
    expect(await writer.update(stored.epoch, turnRing(stored, 'writer'))).toBe(true);
    sleeper.wake();
    mostOperations = Math.max(mostOperations, operation);
    if (to <= operation)
      expect((await reading)?.epoch, `from ${from} to ${to}`).toBeGreaterThanOrEqual(stored.epoch);
  }
  expect(mostOperations).toBeLessThanOrEqual(points.length);
});

/** Writers that were killed after their commit left every ring in the folder. */
async function diskWithLeftovers(): Promise<CrashingDisk> {
  const disk = new CrashingDisk();
  const killed = disk.seenBy((operation) => {
    if (operation === 'remove' || operation === 'empty') throw new Error('killed');
  });
  const store = await open(killed);
  await store.update(null, ring);
  for (let turn = 0; turn < 3; turn++) await turnOnce(store, 'killed');
  expect((await leftIn(disk)).filter((name) => name.startsWith('ring.after'))).toHaveLength(4);
  return disk;
}

test('whatever the order of operations, writers lose nothing and readers never see time go back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const disk = new CrashingDisk();
      await (await open(disk)).update(null, ring);
      let newestPromised = ring.epoch;
      const inSomeOrder = () => scheduler.schedule(Promise.resolve());
      const writers = ['a', 'b', 'c'].map(async (actor) => {
        const store = await open(disk.seenBy(inSomeOrder));
        for (let turn = 0; turn < 2; turn++)
          newestPromised = Math.max(newestPromised, (await turnOnce(store, actor)).epoch);
      });
      const reader = (async () => {
        for (let reads = 0; reads < 8; reads++) {
          const store = await open(disk.seenBy(inSomeOrder));
          const promised = newestPromised;
          expect((await store.read())?.epoch).toBeGreaterThanOrEqual(promised);
        }
      })();
      await scheduler.waitFor(Promise.all([...writers, reader]));
      await expectUnbroken(disk, ring.epoch + 6);
    }),
    { numRuns: 60 },
  );
});
