import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../provider/ring/journal.js';
import { appendToJournalFile, readJournalFile } from '../../../provider/stores/journal-file.js';
import { CrashingDisk } from '../../support/crashing-disk.js';
import { sampleRing, turnRing } from '../../support/sample-ring.js';

const folder = '/keys';
const path = `${folder}/journal.ndjson`;
const entries = [1, 2, 3, 4].reduce((ring, turn) => turnRing(ring, `actor ${turn}`), sampleRing()).journal
  .entries;
const size = (entry: JournalEntry | undefined) => JSON.stringify(entry).length;

async function diskWith(...parts: (string | Uint8Array)[]): Promise<CrashingDisk> {
  const disk = new CrashingDisk();
  await disk.makeFolder(folder);
  for (const part of parts) await disk.append(path, Buffer.from(part));
  return disk;
}
const lines = (...some: readonly JournalEntry[]) =>
  `\n${some.map((entry) => `${JSON.stringify(entry)}\n`).join('')}`;

describe('a line that was cut short', () => {
  test.each([1, 2, 20, size(entries[2]) - 1, size(entries[2])])(
    'after %i bytes is no entry, and harms none',
    async (kept) => {
      const disk = await diskWith(
        lines(...entries.slice(0, 2)),
        lines(...entries.slice(2, 3)).slice(0, kept),
      );
      expect(await readJournalFile(disk, folder)).toEqual(entries.slice(0, 2));
      await appendToJournalFile(disk, folder, entries.slice(2));
      expect(await readJournalFile(disk, folder)).toEqual(entries);
    },
  );

  test('harms not even a writer that had looked before it was cut short', async () => {
    const disk = await diskWith(lines(...entries.slice(0, 1)));
    const other = disk.seenBy(async (operation) => {
      if (operation === 'append')
        await disk.append(path, Buffer.from(lines(...entries.slice(1, 2)).slice(0, 30)));
    });
    await appendToJournalFile(other, folder, entries.slice(1, 3));
    expect(await readJournalFile(disk, folder)).toEqual(entries.slice(0, 3));
  });

  test('may be of zeros, as some file systems leave it', async () => {
    const disk = await diskWith(lines(...entries.slice(0, 1)), new Uint8Array(64));
    await appendToJournalFile(disk, folder, entries.slice(1));
    expect(await readJournalFile(disk, folder)).toEqual(entries);
  });
});

test('an entry that another writer appended meanwhile counts once, and the first counts', async () => {
  const disk = await diskWith(lines(...entries));
  await disk.append(path, Buffer.from(lines(...entries.map((entry) => ({ ...entry, actor: 'late' })))));
  expect(await readJournalFile(disk, folder)).toEqual(entries);
});

test('nothing is appended twice by one writer after the other', async () => {
  const disk = await diskWith();
  await appendToJournalFile(disk, folder, entries.slice(0, 2));
  const before = (await disk.read(path, 1_000_000)).bytes;
  await appendToJournalFile(disk, folder, entries.slice(0, 2));
  expect((await disk.read(path, 1_000_000)).bytes).toEqual(before);
});

test('a broken chain is for the reader of the journal to judge', async () => {
  const forged = entries.map((entry) => ({ ...entry, previousHash: '0'.repeat(64) }));
  const disk = await diskWith(lines(...forged));
  expect(await readJournalFile(disk, folder)).toEqual(forged);
});

test('no entries make no file', async () => {
  const disk = await diskWith();
  await appendToJournalFile(disk, folder, []);
  expect(await disk.list(folder)).toEqual([]);
});
