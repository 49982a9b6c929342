import { dirname } from 'node:path';
import type { FileSystem } from './file-system.js';

/** Creates the folder (mode 0700) with its parents, durably. Leaves one that exists as it is. */
export async function ensureFolder(fs: FileSystem, folder: string): Promise<void> {
  const created = await fs.makeFolder(folder);
  const lastOfOurs = created === undefined ? undefined : dirname(created);
  let isOurs = created !== undefined;
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    // Also those that were there: who created them may have been killed before they were on the disk. One of them that is
    // not ours to open is not ours to sync.
    const syncing = fs.syncFolder(parent);
    await (isOurs ? syncing : syncing.catch(() => {}));
    if (parent === lastOfOurs) isOurs = false;
    if (parent === dirname(parent)) return;
  }
}
