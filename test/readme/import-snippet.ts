import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchFolder } from '../support/scratch-folder.js';

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Runs the TypeScript of a page as it is written, a module of its own, on the sources. Answers what it exports. */
export async function importSnippet(text: string): Promise<object> {
  const folder = await scratchFolder();
  symlinkSync(packages, join(folder, 'node_modules'));
  const path = join(folder, 'snippet.ts');
  writeFileSync(path, text);
  return (await import(path)) as object;
}
