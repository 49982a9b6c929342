import { join } from 'node:path';
import type { FileSystem } from './file-system.js';
import { removeIfThere } from './link-draft.js';
import { MAX_RING_BYTES } from './ring-document.js';
import { FIRST_BASE, findDrafts, findRingFiles } from './ring-file-names.js';

/**
 * Destroys what a commit superseded, and with it the private halves of keys that ended. The order is what keeps a writer
 * that slept from winning, and a reader from seeing an old ring: overtaken drafts first, then rings from the oldest on.
 * The first ring is emptied and its name kept, so that no second ring can ever be created beside it.
 */
export async function removeSuperseded(fs: FileSystem, folder: string): Promise<void> {
  const names = await fs.list(folder);
  const rings = findRingFiles(names);
  const newestBase = rings.at(-1)?.base ?? FIRST_BASE;
  for (const draft of findDrafts(names)) {
    if (draft.base <= newestBase) await removeIfThere(fs, join(folder, draft.name));
  }
  for (const { name, base } of rings) {
    if (base >= newestBase) break;
    if (base === FIRST_BASE) await emptyOnce(fs, join(folder, name));
    else await removeIfThere(fs, join(folder, name));
  }
  await fs.syncFolder(folder);
}

async function emptyOnce(fs: FileSystem, path: string): Promise<void> {
  const { bytes } = await fs.read(path, MAX_RING_BYTES);
  if (bytes.length === 0) return;
  await fs.empty(path);
  await fs.syncFile(path);
}
