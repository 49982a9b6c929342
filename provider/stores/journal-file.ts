import type { JournalEntry } from '../ring/journal.js';
import { type AppendOnlyFile, appendToFile, readAppended } from './append-only-file.js';
import type { FileSystem } from './file-system.js';
import { journalEntrySchema } from './ring-schema.js';

const journalFile: AppendOnlyFile<JournalEntry> = {
  fileName: 'journal.ndjson',
  schema: journalEntrySchema,
  identify: ({ sequence }) => String(sequence),
};

/** Entries that are there already, by sequence, are left as they are. */
export function appendToJournalFile(
  fs: FileSystem,
  folder: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  return appendToFile(fs, folder, journalFile, entries);
}

/** The entries in order of sequence. A gap or a broken chain is left for the reader of the journal to judge. */
export async function readJournalFile(fs: FileSystem, folder: string): Promise<readonly JournalEntry[]> {
  return [...(await readAppended(fs, folder, journalFile))].sort((a, b) => a.sequence - b.sequence);
}
