import { builtinModules } from 'node:module';
import { build } from 'vite';
import { mostBundleBytes } from './bars.mjs';
import { checksAlone, fetching, keeping, measureParts } from './bundle-parts.mjs';
import { compressedBytes } from './compressed-bytes.mjs';

/** What a service carries of the verifier, discovery path: minified and gzipped, jose apart. */
const conditions = {
  Node: ['node', 'import', 'default'],
  edge: ['worker', 'import', 'default'],
};

export async function measureBundle() {
  const measured = {};
  for (const [name, wanted] of Object.entries(conditions)) {
    const [chunk] = await bundle(wanted, 'esbuild');
    const modules = (await bundle(wanted, false)).flatMap((each) => Object.entries(each.modules));
    measured[name] = {
      minified: Buffer.byteLength(chunk.code),
      gzip: compressedBytes(chunk.code),
      parts: await measureParts(Object.fromEntries(modules.map(([file, { code }]) => [file, code ?? '']))),
    };
  }
  const { Node, edge } = measured;
  return {
    title: 'Bundle',
    about:
      'Bytes of `createVerifier`, minified, then with gzip -9; for Node without jose, which is not loaded there. Of a part: by how many the compressed bundle shrinks without it.',
    head: ['', 'Node', 'edge'],
    rows: [
      ['minified', Node.minified, edge.minified],
      ['with gzip', Node.gzip, edge.gzip],
      ...Object.keys(Node.parts).map((part) => [part, Node.parts[part], edge.parts[part]]),
    ],
    bars: Object.entries(measured).map(([name, { gzip, parts }]) => ({
      name: `bundle for ${name}, bytes`,
      value: gzip,
      atMost: mostBundleBytes[name],
      limit: explainSize(name, parts),
    })),
  };
}

function explainSize(name, parts) {
  const left = mostBundleBytes[name] - parts[checksAlone];
  return `the strict checks of a token and its key, with the signature, take ${parts[checksAlone]} alone, which leaves ${left}; to fetch safely takes ${parts[fetching]}, to follow discovery ${parts.discovery}, and to keep keys through rotations and outages ${parts[keeping]}`;
}

async function bundle(wanted, minify) {
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
      minify,
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
  return output.filter(({ type }) => type === 'chunk');
}
