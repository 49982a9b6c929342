import { expect, test } from 'vitest';
import { createFileReportStore } from '../../../provider/stores/file-report-store.js';
import type { FileSystem } from '../../../provider/stores/file-system.js';
import { CrashingDisk } from '../../support/crashing-disk.js';
import { openly } from '../../support/open-disk.js';

const folder = '/srv/reports';
const ids = ['20270101-first', '20270102-second', '20270103-third'];
const textOf = (id: string) => `the report ${id}`;

/** The disk as an object, whose syncs may be left out. */
function withSyncs(disk: CrashingDisk, { file, ofFolder }: { file: boolean; ofFolder: boolean }): FileSystem {
  return {
    ...openly(disk),
    syncFile: async (path) => (file ? disk.syncFile(path) : undefined),
    syncFolder: async (path) => (ofFolder || path !== folder ? disk.syncFolder(path) : undefined),
  };
}

/** Keeps reports until the power fails in the operation of that number, and answers which of them are lost. */
async function loseThePower(atOperation: number, syncs = { file: true, ofFolder: true }) {
  let operations = 0;
  const disk = new CrashingDisk(() => {
    operations += 1;
    if (operations >= atOperation) throw new Error('no power');
  });
  const store = createFileReportStore({ folder, fs: withSyncs(disk, syncs) });
  const promised: string[] = [];
  try {
    for (const id of ids) {
      await store.put(id, { id }, textOf(id));
      promised.push(id);
    }
  } catch {
    // What was not promised may be there or not.
  }
  const left = createFileReportStore({ folder, fs: disk.afterPowerLoss(() => false) });
  const texts = await Promise.all(promised.map((id) => left.get(id)));
  const lost = promised.filter((id, at) => texts[at] !== textOf(id));
  return { ended: operations < atOperation, promised: promised.length, lost };
}

async function lostAnywhere(syncs?: { file: boolean; ofFolder: boolean }) {
  const lost: string[] = [];
  let promised = 0;
  for (let at = 1, ended = false; !ended; at++) {
    const outcome = await loseThePower(at, syncs);
    ({ ended } = outcome);
    promised += outcome.promised;
    lost.push(...outcome.lost);
  }
  return { promised, lost };
}

test('a report that was kept is there after a power loss at any point', async () => {
  const { promised, lost } = await lostAnywhere();
  expect(lost).toEqual([]);
  expect(promised).toBeGreaterThan(20);
});

test.each([
  ['its bytes', { file: false, ofFolder: true }],
  ['its name', { file: true, ofFolder: false }],
])('without the sync of %s, this test sees the loss', async (_what, syncs) => {
  expect((await lostAnywhere(syncs)).lost).not.toEqual([]);
});
