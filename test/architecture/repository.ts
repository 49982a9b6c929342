import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readImports, type SourceImport } from './source-imports.js';
import { parseTypeScript, type SyntaxTree } from './syntax-tree.js';

export interface SourceFile extends SyntaxTree {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly imports: readonly SourceImport[];
}

export interface WorkspacePackage {
  readonly folder: string;
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** All that a check looks at. A check is a pure function of it: sentences, one for each violation. */
export interface Repository {
  readonly files: readonly SourceFile[];
  readonly packages: readonly WorkspacePackage[];
}

export type Check = (repository: Repository) => string[];

const root = fileURLToPath(new URL('../..', import.meta.url));
const packageFolders = ['shared', 'relying-party', 'provider'];
const ignoredFolders = new Set(['node_modules', 'dist', 'coverage']);

/** Reads the checkout as it lies on the disk, files that nobody committed yet included. */
export function readRepository(): Repository {
  const paths = [...packageFolders, 'test', '.dev'].flatMap((folder) => [...listSources(folder)]);
  return {
    files: paths.map((path) => readSource(path, readFileSync(join(root, path), 'utf8'))),
    packages: packageFolders.map((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      return { dependencies: {}, ...manifest, folder };
    }),
  };
}

/** One file from its text. Throws an Error that names the file when it is not TypeScript. */
export function readSource(path: string, text: string): SourceFile {
  try {
    const tree = parseTypeScript(text);
    return { path, ...tree, imports: readImports(tree.program) };
  } catch (cause) {
    throw new Error(`${path} cannot be parsed`, { cause });
  }
}

function* listSources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (ignoredFolders.has(entry.name) || entry.name.startsWith('.')) continue;
    const path = relative(root, join(root, folder, entry.name)).replaceAll('\\', '/');
    if (entry.isDirectory()) yield* listSources(path);
    else if (/\.(ts|mts|mjs|js)$/.test(entry.name)) yield path;
  }
}

/** Examples lie with the package that they show, use whatever the workspace has, and are in no tarball. */
export const examples = /^[^/]+\/examples\//;

/** Files of the three packages, which are what is published. */
export const publishedFiles = ({ files, packages }: Repository) =>
  files.filter(
    ({ path }) => !examples.test(path) && packages.some(({ folder }) => path.startsWith(`${folder}/`)),
  );
