import { join } from 'node:path';
import type { JournalEntry } from '../ring/journal.js';
import { ensureFolder } from './ensure-folder.js';
import { type FileSystem, fileErrorCode } from './file-system.js';
import { journalEntrySchema } from './ring-schema.js';

const FILE_NAME = 'journal.ndjson';

/**
 * Appends entries, durably. What is appended begins and ends with a line feed: a line that a crash or a full disk cut short
 * ends where the next append begins, whoever makes it, and nobody has to mend the file under another writer.
 */
export async function appendToJournalFile(
  fs: FileSystem,
  folder: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  await ensureFolder(fs, folder);
  const path = join(folder, FILE_NAME);
  const known = new Set((await readJournalFile(fs, folder)).map(({ sequence }) => sequence));
  const lines = entries
    .filter(({ sequence }) => !known.has(sequence))
    .map((entry) => `${JSON.stringify(entry)}\n`);
  if (lines.length > 0) await fs.append(path, Buffer.from(`\n${lines.join('')}`));
  if (lines.length === 0 && known.size === 0) return;
  // Also where nothing was missing: another writer's entries may be in the file and not yet on the disk.
  await fs.syncFile(path);
  await fs.syncFolder(folder);
}

/**
 * The entries in order of sequence. Lines that were cut short are no entries, and of two writers that appended the same
 * entry the first counts. A gap or a broken chain is left for the reader of the journal to judge.
 */
export async function readJournalFile(fs: FileSystem, folder: string): Promise<readonly JournalEntry[]> {
  const bySequence = new Map<number, JournalEntry>();
  for (const line of await readLines(fs, join(folder, FILE_NAME))) {
    const entry = parseEntry(line);
    if (entry !== undefined && !bySequence.has(entry.sequence)) bySequence.set(entry.sequence, entry);
  }
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
}

async function readLines(fs: FileSystem, path: string): Promise<readonly string[]> {
  try {
    const { bytes } = await fs.read(path, Number.MAX_SAFE_INTEGER);
    return new TextDecoder().decode(bytes).split('\n');
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const parsed = journalEntrySchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
