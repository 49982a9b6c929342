import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPackageFromTarballData } from '@arethetypeswrong/core';
import { runToSuccess } from '../support/run-process.js';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** One package as npm would publish it. */
export interface Tarball {
  readonly folder: string;
  readonly path: string;
  readonly manifest: Manifest;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What lies in it, from the package's root; the text of each. */
  readonly files: ReadonlyMap<string, string>;
}

const folders = ['shared', 'relying-party', 'provider'];

/** Packs the three packages as they are built into `destination`. */
export async function packTarballs(destination: string): Promise<Tarball[]> {
  const args = ['pack', '--json', '--ignore-scripts', '--workspaces', '--pack-destination', destination];
  const answer = await runToSuccess('npm', args, { cwd: repositoryRoot });
  const packed = listPacked(JSON.parse(answer));
  return folders.map((folder) => {
    const manifest = JSON.parse(
      readFileSync(join(repositoryRoot, folder, 'package.json'), 'utf8'),
    ) as Manifest;
    const filename = packed.find(({ name }) => name === manifest.name)?.filename;
    if (filename === undefined) throw new Error(`npm packed no ${manifest.name}`);
    const path = join(destination, filename);
    const bytes = new Uint8Array(readFileSync(path));
    return { folder, path, manifest, bytes, files: readFiles(bytes, manifest.name) };
  });
}

interface Packed {
  readonly name: string;
  readonly filename: string;
}

/** Older npm answers with a list, newer npm with an object by name. */
const listPacked = (answer: Packed[] | Record<string, Packed>) => Object.values(answer);

function readFiles(bytes: Uint8Array, name: string): Map<string, string> {
  const contents = createPackageFromTarballData(bytes);
  const root = `/node_modules/${name}/`;
  return new Map(contents.listFiles().map((path) => [path.slice(root.length), contents.readFile(path)]));
}

/** What a user can import: `@keyturn/relying-party/koa`. Patterns stand for each file that they let out. */
export function publicNames({ manifest, files }: Tarball): string[] {
  return Object.keys(manifest.exports).flatMap((subpath) => {
    const [before = '', after] = subpath.split('*');
    if (after === undefined) return [join(manifest.name, subpath)];
    const stars = [...files.keys()].flatMap((path) => /^dist\/(.*)\.js$/.exec(path)?.[1] ?? []);
    return stars.map((star) => join(manifest.name, before + star + after));
  });
}
