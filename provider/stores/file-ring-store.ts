import { resolve } from 'node:path';
import type { Clock } from '@keyturn/shared/clock';
import { commitRing } from './commit-ring.js';
import { fileFailure } from './file-failure.js';
import { type FileSystem, nodeFileSystem } from './file-system.js';
import { appendToFormerKeysFile, readFormerKeysFile } from './former-keys-file.js';
import { appendToJournalFile, readJournalFile } from './journal-file.js';
import { NewestSeen } from './newest-seen.js';
import { readNewestRing } from './read-newest-ring.js';
import { removeSuperseded } from './remove-superseded.js';
import type { RingStore, StoreError } from './ring-store.js';

export interface FileRingStoreOptions {
  /** On a local file system that has hard links. Created (mode 0700) with the ring, never by a read. */
  readonly folder: string;
  readonly clock: Clock;
  /** Told when a commit succeeded and older files could not be destroyed; the next commit tries again. */
  readonly onCleanupFailed?: ((error: StoreError) => void) | undefined;
  readonly fileSystem?: FileSystem | undefined;
}

/**
 * The embedded default: a ring in a folder, for any number of processes of one machine. Commits are atomic and durable; a
 * writer that is killed or suspended at any point leaves a readable ring, and cannot overwrite a newer one later. An
 * update that rejects may have been committed: read again.
 */
export async function createFileRingStore(options: FileRingStoreOptions): Promise<RingStore> {
  const { clock, onCleanupFailed = () => {}, fileSystem: fs = nodeFileSystem } = options;
  const folder = resolve(options.folder);
  const newest = new NewestSeen(folder, () => readNewestRing(fs, folder));
  const readNewest = () => newest.read();
  const speak = <Answer>(doing: string, work: Promise<Answer>) =>
    work.catch((error: unknown) => {
      throw error instanceof RangeError ? error : fileFailure(`${doing} in ${folder}`, error);
    });
  return {
    nowSeconds: async () => clock.nowSeconds(),
    read: async () => (await speak('the ring cannot be read', readNewest()))?.ring ?? null,
    async update(expectedEpoch, next, beforeSeconds = Number.POSITIVE_INFINITY) {
      const inTime = () => clock.nowSeconds() <= beforeSeconds;
      const committed = await speak(
        'the ring cannot be written',
        commitRing({ fs, folder, readNewest, inTime }, expectedEpoch, next),
      );
      if (committed) newest.note(next.epoch);
      if (committed)
        await removeSuperseded(fs, folder).catch((error: unknown) =>
          onCleanupFailed(fileFailure(`superseded files in ${folder} cannot be destroyed`, error)),
        );
      return committed;
    },
    archive: (entries) => speak('the journal cannot be written', appendToJournalFile(fs, folder, entries)),
    readArchive: () => speak('the journal cannot be read', readJournalFile(fs, folder)),
    archiveKeys: (keys) => speak('former keys cannot be written', appendToFormerKeysFile(fs, folder, keys)),
    readArchivedKeys: () => speak('former keys cannot be read', readFormerKeysFile(fs, folder)),
    close: async () => {},
  };
}
