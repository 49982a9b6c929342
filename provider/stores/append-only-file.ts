import { join } from 'node:path';
import type { z } from 'zod';
import { ensureFolder } from './ensure-folder.js';
import { type FileSystem, fileErrorCode } from './file-system.js';

/** What a file of lines of JSON holds, and which of its lines are the same. */
export interface AppendOnlyFile<Item> {
  readonly fileName: string;
  readonly schema: z.ZodType<Item>;
  readonly identify: (item: Item) => string;
}

/**
 * Appends items, durably. What is appended begins and ends with a line feed: a line that a crash or a full disk cut short
 * ends where the next append begins, whoever makes it, and nobody has to mend the file under another writer.
 */
export async function appendToFile<Item>(
  fs: FileSystem,
  folder: string,
  file: AppendOnlyFile<Item>,
  items: readonly Item[],
): Promise<void> {
  await ensureFolder(fs, folder);
  const path = join(folder, file.fileName);
  const known = new Set((await readAppended(fs, folder, file)).map(file.identify));
  const lines = items
    .filter((item) => !known.has(file.identify(item)))
    .map((item) => `${JSON.stringify(item)}\n`);
  if (lines.length > 0) await fs.append(path, Buffer.from(`\n${lines.join('')}`));
  if (lines.length === 0 && known.size === 0) return;
  // Also where nothing was missing: another writer's items may be in the file and not yet on the disk.
  await fs.syncFile(path);
  await fs.syncFolder(folder);
}

/** The items in the order in which they came. Lines that were cut short are none, and of two that are the same the first counts. */
export async function readAppended<Item>(
  fs: FileSystem,
  folder: string,
  { fileName, schema, identify }: AppendOnlyFile<Item>,
): Promise<readonly Item[]> {
  const items = new Map<string, Item>();
  for (const line of await readLines(fs, join(folder, fileName))) {
    const item = parseLine(line, schema);
    if (item !== undefined && !items.has(identify(item))) items.set(identify(item), item);
  }
  return [...items.values()];
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

function parseLine<Item>(line: string, schema: z.ZodType<Item>): Item | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
