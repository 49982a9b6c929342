import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessEnd, runProcess, runToSuccess } from '../support/run-process.js';
import { repositoryRoot, type Tarball } from './tarballs.js';

/** A folder outside the repository that has our packages installed and nothing else of ours. */
export interface Consumer {
  readonly folder: string;
  /** Every package in node_modules, by name, however deep. */
  readonly installed: readonly string[];
}

export async function installConsumer(folder: string, tarballs: readonly Tarball[]): Promise<Consumer> {
  mkdirSync(folder);
  const dependencies = Object.fromEntries(
    tarballs.map(({ manifest, path }) => [manifest.name, `file:${path}`]),
  );
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies }),
  );
  const args = [
    'install',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--loglevel=error',
  ];
  await runToSuccess('npm', args, { cwd: folder });
  return { folder, installed: listInstalled(join(folder, 'node_modules')) };
}

function listInstalled(modules: string): string[] {
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
    )
    .sort();
}

/** Resolve hook of the child: writes down each file that is loaded. */
const recorder = `
import { appendFileSync } from 'node:fs';
let record;
export const initialize = (path) => { record = path; };
export async function load(url, context, nextLoad) {
  if (url.startsWith('file:')) appendFileSync(record, decodeURI(url) + '\\n');
  return nextLoad(url, context);
}
`;

/**
 * Imports the names under plain Node, without any loader of ours in the way of what they do; answers the packages whose
 * files were loaded. CommonJS files that others require count as well.
 */
export async function importedPackages({ folder }: Consumer, names: readonly string[]): Promise<string[]> {
  const hook = join(folder, 'recorder.mjs');
  writeFileSync(hook, recorder);
  const script = `
    import { createRequire, register } from 'node:module';
    import { pathToFileURL } from 'node:url';
    import { readFileSync, rmSync, writeFileSync } from 'node:fs';
    writeFileSync('loaded', '');
    register(pathToFileURL(${JSON.stringify(hook)}), { data: 'loaded' });
    for (const name of ${JSON.stringify(names)}) await import(name);
    const required = Object.keys(createRequire(import.meta.url).cache);
    console.log(JSON.stringify([...readFileSync('loaded', 'utf8').trim().split('\\n'), ...required]));
    rmSync('loaded');
  `;
  const output = await runToSuccess(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: folder,
  });
  const paths = JSON.parse(output) as string[];
  const owners = paths.map((path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(owners.filter((owner) => owner !== undefined))].sort();
}

/** Type checks one file as a user with a strict configuration would. */
export function checkTypes({ folder }: Consumer, source: string): Promise<ProcessEnd> {
  writeFileSync(join(folder, 'use.ts'), source);
  const options = {
    target: 'es2022',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    typeRoots: [join(repositoryRoot, 'node_modules/@types')],
    types: ['node'],
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, files: ['use.ts'] }),
  );
  const compiler = join(repositoryRoot, 'node_modules/typescript/bin/tsc');
  return runProcess(process.execPath, [compiler, '--project', 'tsconfig.json'], { cwd: folder });
}
