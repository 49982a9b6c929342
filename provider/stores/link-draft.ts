import { dirname } from 'node:path';
import type { FileSystem } from './file-system.js';
import { fileErrorCode } from './file-system.js';
import { StoreError } from './ring-store.js';

/** `EPERM` is what Linux says on FAT; a folder without permission says `EACCES`. */
const noHardLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'];

/**
 * Fills a draft and gives it its real name, all or nothing: whoever finds the name finds every byte, and it is durable
 * when this answers true. Answers false where the name is taken, where it is too late, or where the draft was swept away by whoever took it.
 */
export async function linkDraft(
  fs: FileSystem,
  draftPath: string,
  path: string,
  bytes: Uint8Array,
  inTime: () => boolean = () => true,
): Promise<boolean> {
  try {
    await fs.write(draftPath, bytes);
    await fs.syncFile(draftPath);
    if (!inTime()) return false;
    await linkOnce(fs, draftPath, path);
  } catch (error) {
    const code = fileErrorCode(error) ?? '';
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    throw error;
  }
  await fs.syncFolder(dirname(path));
  return true;
}

/** Removes a name that may be gone already. */
export async function removeIfThere(fs: FileSystem, path: string): Promise<void> {
  try {
    await fs.remove(path);
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') throw error;
  }
}

async function linkOnce(fs: FileSystem, draftPath: string, path: string): Promise<void> {
  try {
    await fs.link(draftPath, path);
  } catch (cause) {
    if (!noHardLinks.includes(fileErrorCode(cause) ?? '')) throw cause;
    const message = `the file system of ${dirname(path)} refuses hard links, by which files come into being atomically; choose a folder on another one (ext4, xfs, btrfs, zfs, apfs, ntfs)`;
    throw new StoreError('store_unavailable', message, { cause });
  }
}
