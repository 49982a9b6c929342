import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { scratchFolder } from '../support/scratch-folder.js';
import { sourceAliases } from '../support/source-aliases.js';

/** Bundles a program of sources for a browser. Answers its text: an ES module without imports. */
export async function bundlePage(entry: URL): Promise<string> {
  const folder = await scratchFolder();
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: sourceAliases },
    build: {
      target: 'es2022',
      outDir: folder,
      minify: false,
      modulePreload: false,
      rollupOptions: {
        input: entry.pathname,
        output: { entryFileNames: 'page.mjs', inlineDynamicImports: true },
      },
    },
  });
  return readFile(join(folder, 'page.mjs'), 'utf8');
}
