import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { scratchFolder } from './scratch-folder.js';
import { sourceAliases } from './source-aliases.js';

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));

/**
 * Bundles a program of sources, so that child processes run what is tested and not what was last built. Answers its path.
 * @param external packages that are left as they are, and found where they are installed.
 */
export async function bundleSource(entry: URL, external: readonly string[] = []): Promise<string> {
  const folder = await scratchFolder(external.length === 0 ? undefined : packages);
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: sourceAliases },
    ssr: { noExternal: true, external: [...external] },
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
