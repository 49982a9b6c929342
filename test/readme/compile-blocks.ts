import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '../support/run-process.js';
import type { Block } from './read-blocks.js';

/** Where the blocks of a copy are written, each a module of its own. */
const folder = '.readme';

export const compiledPath = ({ line }: Block) => `${folder}/dist/line-${line}.js`;

/** Compiles TypeScript blocks as a service would that installed our packages; answers what is wrong, if anything. */
export async function compileBlocks(root: string, blocks: readonly Block[]): Promise<string> {
  const place = join(root, folder);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ type: 'module' }));
  for (const { line, text } of blocks) {
    // A block that neither imports nor exports is still a module.
    writeFileSync(join(place, `line-${line}.ts`), `${text}\nexport {};\n`);
  }
  if (blocks.length === 0) return '';
  const options = {
    target: 'es2022',
    lib: ['es2023'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    types: ['node'],
    rootDir: '.',
    outDir: 'dist',
  };
  const files = blocks.map(({ line }) => `line-${line}.ts`);
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files }));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { status, output, errors } = await runProcess(process.execPath, [compiler, '--project', folder], {
    cwd: root,
  });
  return status === 0 ? '' : `${output}${errors}`;
}
