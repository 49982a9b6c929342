import { readdir, readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test, vi } from 'vitest';
import type { JournalEntry } from '../../../provider/ring/journal.js';
import type { FormerKey } from '../../../provider/ring/key-ring.js';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import type { FileSystem } from '../../../provider/stores/file-system.js';
import { CrashingDisk, type Survives } from '../../support/crashing-disk.js';
import { openly } from '../../support/open-disk.js';
import { sampleRing, turnRing } from '../../support/sample-ring.js';

const folder = '/srv/issuer/keys';
const clock = new VirtualClock(1_700_000_000);
const entries = Array.from({ length: 4 }).reduce<ReturnType<typeof sampleRing>>(
  (ring) => turnRing(ring, 'archived'),
  sampleRing(),
).journal.entries;
const formerKeys: readonly FormerKey[] = sampleRing().former.flatMap((key) =>
  ['first', 'second', 'third', 'fourth'].map((kid) => ({ ...key, kid })),
);

/** What a writer was told before the power failed. */
interface Promised {
  epoch: number | null;
  attemptedEpoch: number | null;
  archived: readonly JournalEntry[];
  archivedKeys: readonly FormerKey[];
  /** The newest ring that is superseded: it and all before are destroyed. */
  superseded: number | null;
}

/**
 * Goes on from the ring that is there, or creates one, and commits two more, with archived entries and keys between,
 * until the power fails.
 */
async function work(fileSystem: FileSystem, promised: Promised): Promise<void> {
  const onCleanupFailed = (error: Error) => {
    throw error;
  };
  const store = await createFileRingStore({ folder, clock, fileSystem, onCleanupFailed });
  const found = await store.read();
  let ring = found === null ? sampleRing() : turnRing(found, 'writer');
  let expected = found?.epoch ?? null;
  promised.epoch = expected;
  for (let turn = 0; turn < 3; turn++) {
    await store.archive(entries.slice(turn, turn + 1));
    promised.archived = entries.slice(0, turn + 1);
    await store.archiveKeys(formerKeys.slice(turn, turn + 1));
    promised.archivedKeys = formerKeys.slice(0, turn + 1);
    promised.attemptedEpoch = ring.epoch;
    if (!(await store.update(expected, ring))) throw new Error('the only writer lost a race');
    promised.superseded = expected;
    promised.epoch = expected = ring.epoch;
    ring = turnRing(ring, 'writer');
  }
}

const nothingYet = (): Promised => ({
  epoch: null,
  attemptedEpoch: null,
  archived: [],
  archivedKeys: [],
  superseded: null,
});

type Weaken = (fs: FileSystem) => FileSystem;
const asItIs: Weaken = (fs) => fs;

/** Works until the power fails before (or in) the operation of that number; answers what is broken afterwards. */
async function loseThePower(
  atOperation: number,
  survives: Survives,
  weaken = asItIs,
): Promise<{ readonly ended: boolean; readonly broken: string | null }> {
  let operations = 0;
  const disk = new CrashingDisk(() => {
    operations++;
    if (operations >= atOperation) throw new Error('no power');
  });
  const promised = nothingYet();
  await work(weaken(openly(disk)), promised).catch(() => {});
  return { ended: operations < atOperation, broken: await inspect(disk.afterPowerLoss(survives), promised) };
}

/**
 * A process is killed before (or in) the operation of that number, which the page cache survives; another does its work;
 * then the power fails, and nothing is left but what was synced. What the other was promised stands on what the first left.
 */
async function killThenLoseThePower(
  atOperation: number,
  weaken = asItIs,
): Promise<{ readonly ended: boolean; readonly broken: string | null }> {
  let operations = 0;
  const disk = new CrashingDisk();
  const killed = disk.seenBy(() => {
    operations++;
    if (operations >= atOperation) throw new Error('killed');
  });
  await work(weaken(openly(killed)), nothingYet()).catch(() => {});
  const promised = nothingYet();
  await work(weaken(openly(disk)), promised);
  const left = disk.afterPowerLoss(() => false);
  return { ended: operations < atOperation, broken: await inspect(left, promised) };
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
    const keys = (await store.readArchivedKeys()).slice(0, promised.archivedKeys.length);
    if (!isDeepStrictEqual(keys, promised.archivedKeys)) return 'former keys are lost';
    await store.archive(entries);
    await store.archiveKeys(formerKeys);
    if ((await store.readArchivedKeys()).length !== formerKeys.length) return 'no more keys are archived';
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

/** Everything that was not synced is lost; everything is kept; then by chance, from a seed that a failure names. */
const fates: readonly [string, () => Survives][] = [
  ['all lost', () => () => false],
  ['all kept', () => () => true],
  ...Array.from({ length: 4 }, (_, seed): [string, () => Survives] => [`seed ${seed}`, () => byChance(seed)]),
];

function byChance(seed: number): Survives {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 16) % 2 === 0;
  };
}

async function* everyLoss(weaken?: Weaken) {
  for (const [fate, survives] of fates) {
    for (let at = 1, ended = false; !ended; at++) {
      const outcome = await loseThePower(at, survives(), weaken);
      ended = outcome.ended;
      yield { at, broken: outcome.broken && `power lost at operation ${at}, ${fate}: ${outcome.broken}` };
    }
  }
  for (let at = 1, ended = false; !ended; at++) {
    const outcome = await killThenLoseThePower(at, weaken);
    ended = outcome.ended;
    yield { at, broken: outcome.broken && `killed at operation ${at}, then no power: ${outcome.broken}` };
  }
}

vi.setConfig({ testTimeout: 60_000 });

test('a power loss at any point loses nothing that was promised, whoever was killed before', async () => {
  let operations = 0;
  for await (const { at, broken } of everyLoss()) {
    expect(broken).toBeNull();
    operations = Math.max(operations, at);
  }
  expect(operations).toBeGreaterThan(60);
});

/** Which line of the store asked for a sync. */
function callSite(): string {
  return /provider\/stores\/([\w-]+\.ts:\d+)/.exec(new Error().stack ?? '')?.[1] ?? 'unknown';
}

/** Tells who asks for each sync, and skips it where that says so. */
function syncing(skips: (site: string, path: string) => boolean): Weaken {
  return (fs) => ({
    ...fs,
    syncFile: async (path) => (skips(callSite(), path) ? undefined : fs.syncFile(path)),
    syncFolder: async (path) => (skips(callSite(), path) ? undefined : fs.syncFolder(path)),
  });
}

async function findLoss(weaken: Weaken): Promise<string | null> {
  for await (const { broken } of everyLoss(weaken)) if (broken !== null) return broken;
  return null;
}

test('with any one of the syncs deleted from the code, this test sees the loss', async () => {
  const sites = new Set<string>();
  const noting = syncing((site) => {
    sites.add(site);
    return false;
  });
  await work(noting(openly(new CrashingDisk())), nothingYet());
  expect([...sites].sort()).toEqual(await findSyncs());
  for (const site of sites)
    expect(await findLoss(syncing((asking) => asking === site)), site).toMatch(
      /lost|came back|epoch|no JSON|wrong/,
    );
});

test.each([
  ['the ring’s bytes', /ring\.draft/],
  ['the first ring’s emptiness', /ring\.after-init/],
  ['the journal', /journal/],
  ['the former keys', /former-keys/],
  ['the names in the folder', /keys$/],
  ['the folder’s name', /issuer$/],
  ['the name of its parent', /srv$/],
  ['the root', /^\/$/],
  ['anything', /./],
])('without any sync of %s, this test sees the loss', async (_what, path) => {
  expect(await findLoss(syncing((_site, synced) => path.test(synced)))).toMatch(
    /lost|came back|epoch|no JSON|wrong/,
  );
});

/** Where the sources of the store ask for a sync. Reports of drills have a test of their own. */
async function findSyncs(): Promise<readonly string[]> {
  const sources = new URL('../../../provider/stores/', import.meta.url);
  const found: string[] = [];
  for (const name of (await readdir(sources)).filter(
    (each) => each.endsWith('.ts') && each !== 'file-report-store.ts',
  )) {
    const lines = (await readFile(new URL(name, sources), 'utf8')).split('\n');
    for (const [at, line] of lines.entries())
      if (/\bfs\.sync(File|Folder)\(/.test(line)) found.push(`${name}:${at + 1}`);
  }
  return found.sort();
}
