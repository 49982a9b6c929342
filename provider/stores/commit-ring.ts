import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { KeyRing } from '../ring/key-ring.js';
import { ensureFolder } from './ensure-folder.js';
import { type FileSystem, fileErrorCode } from './file-system.js';
import { linkDraft, removeIfThere } from './link-draft.js';
import type { StoredRing } from './read-newest-ring.js';
import { formatCommit } from './ring-document.js';
import { draftFileName, ringFileName } from './ring-file-names.js';

export interface RingFolder {
  readonly fs: FileSystem;
  readonly folder: string;
  readonly readNewest: () => Promise<StoredRing | null>;
  /** Whether the change may still be made: asked right before it can be seen. */
  readonly inTime: () => boolean;
}

/**
 * Compare-and-swap without a lock, so that nobody can hold one and fall asleep. The ring that follows epoch e has one
 * name, and a hard link gives a name once: of all who would follow e, one succeeds.
 *
 * A writer that slept through several commits must find that name taken, or lose: the name itself is removed some commits
 * later. So its draft lies in the folder BEFORE it reads which ring is the newest. Whoever commits sweeps the drafts that
 * it overtook BEFORE it removes a superseded ring. If the sleeper read e as the newest and the name that follows e has
 * been removed since, then its draft was swept, and a draft that is gone cannot be linked.
 */
export async function commitRing(
  { fs, folder, readNewest, inTime }: RingFolder,
  expectedEpoch: number | null,
  next: KeyRing,
): Promise<boolean> {
  const bytes = Buffer.from(formatCommit(expectedEpoch, next));
  const isNewest = async () => ((await readNewest())?.ring.epoch ?? null) === expectedEpoch;
  if (!(await isNewest())) return false;
  if (expectedEpoch === null) await ensureFolder(fs, folder);
  const draftPath = join(folder, draftFileName(expectedEpoch, randomUUID()));
  if (!(await createDraft(fs, draftPath))) return false;
  try {
    // The look that counts: the one above spares latecomers the work, this one comes after the draft.
    if (!(await isNewest())) return false;
    return await linkDraft(fs, draftPath, join(folder, ringFileName(expectedEpoch)), bytes, inTime);
  } finally {
    // A draft that stays is swept by the next commit, and by then says whether that works.
    await removeIfThere(fs, draftPath).catch(() => {});
  }
}

/** False where the folder went away: then so did the ring that was to be followed. */
async function createDraft(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.create(path);
    return true;
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
