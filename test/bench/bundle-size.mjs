import { builtinModules } from 'node:module';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { mostBundleBytes } from './bars.mjs';

/** What a service carries of the verifier, discovery path: minified and gzipped, jose apart. */
const conditions = {
  Node: ['node', 'import', 'default'],
  edge: ['worker', 'import', 'default'],
};

export async function measureBundle() {
  const sizes = {};
  for (const [name, wanted] of Object.entries(conditions)) sizes[name] = await bundle(wanted);
  return {
    title: 'Bundle',
    about:
      'Bytes of `createVerifier`, minified, then with gzip -9; for Node without jose, which is not loaded there.',
    head: ['condition', 'minified', 'gzip'],
    rows: Object.entries(sizes).map(([name, { minified, gzip }]) => [name, minified, gzip]),
    bars: Object.entries(sizes).map(([name, { gzip }]) => ({
      name: `bundle for ${name}, bytes`,
      value: gzip,
      atMost: mostBundleBytes[name],
    })),
  };
}

async function bundle(wanted) {
  const entry = '\0entry';
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: wanted },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? entry : undefined),
        load: (id) => (id === entry ? "export { createVerifier } from '@keyturn/relying-party';" : undefined),
      },
    ],
    build: {
      write: false,
      minify: 'esbuild',
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        input: 'entry',
        preserveEntrySignatures: 'strict',
        external: [...builtinModules, /^node:/],
        output: { format: 'es' },
      },
    },
  });
  const code = output
    .filter(({ type }) => type === 'chunk')
    .map((chunk) => chunk.code)
    .join('');
  return { minified: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length };
}
