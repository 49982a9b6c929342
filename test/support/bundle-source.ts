import { join } from 'node:path';
import { build } from 'vite';
import { scratchFolder } from './scratch-folder.js';
import { sourceAliases } from './source-aliases.js';

/** Bundles a program of sources, so that child processes run what is tested and not what was last built. Answers its path. */
export async function bundleSource(entry: URL): Promise<string> {
  const folder = await scratchFolder();
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: sourceAliases },
    ssr: { noExternal: true },
    build: {
      ssr: entry.pathname,
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });
  return join(folder, 'program.mjs');
}
