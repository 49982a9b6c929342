import { isDeepStrictEqual } from 'node:util';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test, vi } from 'vitest';
import type { JournalEntry } from '../../../provider/ring/journal.js';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import type { FileSystem } from '../../../provider/stores/file-system.js';
import { CrashingDisk, type Survives } from '../../support/crashing-disk.js';
import { sampleRing, turnRing } from '../../support/sample-ring.js';

const folder = '/srv/issuer/keys';
const clock = new VirtualClock(1_700_000_000);
const entries = Array.from({ length: 4 }).reduce<ReturnType<typeof sampleRing>>(
  (ring) => turnRing(ring, 'archived'),
  sampleRing(),
).journal.entries;

/** What a writer was told before the power failed. */
interface Promised {
  epoch: number | null;
  attemptedEpoch: number | null;
  archived: readonly JournalEntry[];
  /** The newest ring that is superseded: it and all before are destroyed. */
  superseded: number | null;
}

/** Creates a ring and commits three more, with archived entries between, until the power fails. */
async function work(fileSystem: FileSystem, promised: Promised): Promise<void> {
  const onCleanupFailed = (error: Error) => {
    throw error;
  };
  const store = await createFileRingStore({ folder, clock, fileSystem, onCleanupFailed });
  let ring = sampleRing();
  let expected: number | null = null;
  for (let turn = 0; turn < 4; turn++) {
    await store.archive(entries.slice(turn, turn + 1));
    promised.archived = entries.slice(0, turn + 1);
    promised.attemptedEpoch = ring.epoch;
    if (!(await store.update(expected, ring))) throw new Error('the only writer lost a race');
    promised.superseded = expected;
    promised.epoch = expected = ring.epoch;
    ring = turnRing(ring, 'writer');
  }
}

/** Works until the power fails before (or in) the operation of that number; answers what is broken afterwards. */
async function loseThePower(
  atOperation: number,
  survives: Survives,
  weaken: (fs: FileSystem) => FileSystem = (fs) => fs,
): Promise<{ readonly ended: boolean; readonly broken: string | null }> {
  let operations = 0;
  const disk = new CrashingDisk(() => {
    operations++;
    if (operations >= atOperation) throw new Error('no power');
  });
  const promised: Promised = { epoch: null, attemptedEpoch: null, archived: [], superseded: null };
  await work(weaken(openly(disk)), promised).catch(() => {});
  return { ended: operations < atOperation, broken: await inspect(disk.afterPowerLoss(survives), promised) };
}

async function inspect(disk: CrashingDisk, promised: Promised): Promise<string | null> {
  const store = await createFileRingStore({ folder, clock, fileSystem: disk });
  try {
    const ring = await store.read();
    const epoch = ring?.epoch ?? null;
    if (epoch !== promised.epoch && epoch !== promised.attemptedEpoch)
      return `epoch ${epoch} of ${promised.epoch}`;
    if (await holds(disk, promised.superseded)) return `ring ${promised.superseded} came back`;
    const archived = (await store.readArchive()).slice(0, promised.archived.length);
    if (!isDeepStrictEqual(archived, promised.archived)) return 'archived entries are lost';
    await store.archive(entries);
    if ((await store.readArchive()).length !== entries.length) return 'the archive takes no more entries';
    const next = ring === null ? sampleRing() : turnRing(ring, 'after the crash');
    if (!(await store.update(epoch, next))) return 'no further commit is possible';
    const names = (await disk.list(folder)).filter((name) => name.startsWith('ring.'));
    const expected = epoch === null ? ['init'] : [`${epoch}`, 'init'];
    if (names.sort().join() !== expected.map((base) => `ring.after-${base}.json`).join())
      return `left behind: ${names.join()}`;
    return (await store.read())?.epoch === next.epoch ? null : 'the further commit is lost';
  } catch (error) {
    return String(error);
  }
}

/** Whether a ring of that epoch, with its private halves, is still on the disk. */
async function holds(disk: CrashingDisk, epoch: number | null): Promise<boolean> {
  if (epoch === null) return false;
  for (const name of await disk.list(folder)) {
    const { bytes } = await disk.read(`${folder}/${name}`, Number.MAX_SAFE_INTEGER);
    if (Buffer.from(bytes).includes(`"epoch":${epoch},"policyDigest"`)) return true;
  }
  return false;
}

/** The disk as an object whose operations can be replaced one by one. */
function openly(disk: CrashingDisk): FileSystem {
  return {
    list: (path) => disk.list(path),
    read: (path, maxBytes) => disk.read(path, maxBytes),
    create: (path) => disk.create(path),
    write: (path, bytes) => disk.write(path, bytes),
    append: (path, bytes) => disk.append(path, bytes),
    empty: (path) => disk.empty(path),
    syncFile: (path) => disk.syncFile(path),
    link: (path, newPath) => disk.link(path, newPath),
    remove: (path) => disk.remove(path),
    makeFolder: (path) => disk.makeFolder(path),
    syncFolder: (path) => disk.syncFolder(path),
  };
}

/** Everything that was not synced is lost; everything is kept; then by chance, from a seed that a failure names. */
const fates: readonly [string, () => Survives][] = [
  ['all lost', () => () => false],
  ['all kept', () => () => true],
  ...Array.from({ length: 6 }, (_, seed): [string, () => Survives] => [`seed ${seed}`, () => byChance(seed)]),
];

function byChance(seed: number): Survives {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 16) % 2 === 0;
  };
}

async function loseThePowerEverywhere(weaken?: (fs: FileSystem) => FileSystem) {
  const broken: string[] = [];
  let operations = 0;
  for (const [fate, survives] of fates) {
    for (let at = 1; ; at++) {
      const outcome = await loseThePower(at, survives(), weaken);
      if (outcome.broken !== null) broken.push(`power lost at operation ${at}, ${fate}: ${outcome.broken}`);
      operations = Math.max(operations, at);
      if (outcome.ended) break;
    }
  }
  return { broken, operations };
}

vi.setConfig({ testTimeout: 60_000 });

test('a power loss at any point loses nothing that was promised', async () => {
  const { broken, operations } = await loseThePowerEverywhere();
  expect(broken.slice(0, 5)).toEqual([]);
  expect(operations).toBeGreaterThan(60);
});

const nothing = () => Promise.resolve();

test.each<[string, (fs: FileSystem) => FileSystem, RegExp]>([
  [
    'the sync of the ring’s bytes',
    (fs) => ({ ...fs, syncFile: skip(fs.syncFile, /draft/) }),
    /no JSON|wrong/,
  ],
  [
    'the sync of the folder',
    (fs) => ({ ...fs, syncFolder: skip(fs.syncFolder, /keys$/) }),
    /epoch \S+ of \d+/,
  ],
  [
    'the sync of the folder’s parent',
    (fs) => ({ ...fs, syncFolder: skip(fs.syncFolder, /issuer$/) }),
    /null of/,
  ],
  [
    'the sync of the journal',
    (fs) => ({ ...fs, syncFile: skip(fs.syncFile, /journal/) }),
    /entries are lost/,
  ],
  ['every sync', (fs) => ({ ...fs, syncFile: nothing, syncFolder: nothing }), /null of/],
])('without %s, this test sees the loss', async (_which, weaken, loss) => {
  const { broken } = await loseThePowerEverywhere(weaken);
  expect(broken.join('\n')).toMatch(loss);
});

function skip(sync: (path: string) => Promise<void>, which: RegExp) {
  return (path: string) => (which.test(path) ? nothing() : sync(path));
}
