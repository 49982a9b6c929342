import type { FormerKey } from '../ring/key-ring.js';
import { type AppendOnlyFile, appendToFile, readAppended } from './append-only-file.js';
import type { FileSystem } from './file-system.js';
import { lastStates } from './last-states.js';
import { formerKeySchema } from './ring-schema.js';

const formerKeysFile: AppendOnlyFile<FormerKey> = {
  fileName: 'former-keys.ndjson',
  schema: formerKeySchema,
  identify: ({ kid, state }) => `${state} ${kid}`,
};

/** Keys that are there already, in the same state, are left as they are. */
export function appendToFormerKeysFile(
  fs: FileSystem,
  folder: string,
  keys: readonly FormerKey[],
): Promise<void> {
  return appendToFile(fs, folder, formerKeysFile, keys);
}

/** Each key once, in its last state, in the order in which they came. */
export async function readFormerKeysFile(fs: FileSystem, folder: string): Promise<readonly FormerKey[]> {
  return lastStates(await readAppended(fs, folder, formerKeysFile));
}
