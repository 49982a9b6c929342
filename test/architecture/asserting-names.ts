import { isRelative, resolveRelative } from './module-resolution.js';
import type { SourceFile } from './repository.js';
import { nameOf, type TreeNode, walk } from './syntax-tree.js';

const ownAsserts = ['expect', 'assert', 'expectTypeOf', 'assertType'];

/**
 * By path, the names that assert something when they are used: those of vitest, and functions of our own that use one,
 * here or in a file that is imported.
 */
export function findAssertingNames(files: readonly SourceFile[]): Map<string, ReadonlySet<string>> {
  const asserting = new Map(files.map(({ path }) => [path, new Set(ownAsserts)]));
  const functions = new Map(files.map((file) => [file.path, readFunctions(file)]));
  // Until nothing new is found: an imported function may itself lean on another file's.
  for (let grew = true; grew; ) {
    grew = false;
    for (const file of files) {
      const names = asserting.get(file.path) ?? new Set();
      const before = names.size;
      for (const name of importedAsserts(file, asserting)) names.add(name);
      for (const { name, uses } of functions.get(file.path) ?? []) if (meet(uses, names)) names.add(name);
      grew ||= names.size > before;
    }
  }
  return asserting;
}

/** Every name that stands below the node. */
export const namesBelow = (root: TreeNode): Set<string> =>
  new Set([...walk(root)].flatMap(({ node }) => (node.type === 'Identifier' ? [nameOf(node) ?? ''] : [])));

export const meet = (some: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...some].some((name) => others.has(name));

function importedAsserts(file: SourceFile, asserting: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return file.imports
    .filter(({ specifier }) => isRelative(specifier))
    .flatMap(({ specifier, valueNames }) => {
      const there = asserting.get(resolveRelative(file, specifier));
      return valueNames.filter((name) => there?.has(name));
    });
}

interface NamedFunction {
  readonly name: string;
  readonly uses: ReadonlySet<string>;
}

function readFunctions({ program }: SourceFile): NamedFunction[] {
  return [...walk(program)].flatMap(({ node }) => {
    const name = nameOf(node.id);
    const isFunction =
      node.type === 'FunctionDeclaration' ||
      (node.type === 'VariableDeclarator' && /Function/.test((node.init as TreeNode | null)?.type ?? ''));
    return isFunction && name !== undefined ? [{ name, uses: namesBelow(node) }] : [];
  });
}
