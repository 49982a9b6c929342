import { dirname } from 'node:path';
import type { FileSystem } from './file-system.js';

/** Creates the folder (mode 0700) with its parents, durably. Leaves one that exists as it is. */
export async function ensureFolder(fs: FileSystem, folder: string): Promise<void> {
  const created = await fs.makeFolder(folder);
  // Another process may have created it a moment ago. A parent that is not ours to open is not ours to sync.
  if (created === undefined) return fs.syncFolder(dirname(folder)).catch(() => {});
  const last = dirname(created);
  for (let parent = dirname(folder); ; parent = dirname(parent)) {
    await fs.syncFolder(parent);
    if (parent === last || parent === dirname(parent)) return;
  }
}
