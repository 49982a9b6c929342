import { isRelative, resolveRelative } from './module-resolution.js';
import type { SourceFile } from './repository.js';
import { nameOf, type TreeNode, walk } from './syntax-tree.js';

const ownAsserts = ['expect', 'assert', 'expectTypeOf', 'assertType'];

/**
 * By path, the names that assert something when they are used: those of vitest, and functions of our own that use one,
 * here or in a file that is imported.
 */
export function findAssertingNames(files: readonly SourceFile[]): Map<string, Set<string>> {
  const asserting = new Map(files.map(({ path }) => [path, new Set(ownAsserts)]));
  // Until nothing new is found: an imported helper may itself lean on another file's.
  for (let grew = true; grew; ) {
    grew = false;
    for (const file of files) {
      const names = asserting.get(file.path) ?? new Set();
      const before = names.size;
      for (const name of [...importedAsserts(file, asserting), ...localAsserts(file, names)]) names.add(name);
      grew ||= names.size > before;
    }
  }
  return asserting;
}

export const usesOneOf = (root: TreeNode, names: ReadonlySet<string>) =>
  [...walk(root)].some(({ node }) => node.type === 'Identifier' && names.has(nameOf(node) ?? ''));

function importedAsserts(file: SourceFile, asserting: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return file.imports
    .filter(({ specifier }) => isRelative(specifier))
    .flatMap(({ specifier, valueNames }) => {
      const there = asserting.get(resolveRelative(file, specifier));
      return valueNames.filter((name) => there?.has(name));
    });
}

function* localAsserts({ program }: SourceFile, names: ReadonlySet<string>): Generator<string> {
  for (const { node } of walk(program)) {
    const name = nameOf(node.id);
    const isFunction =
      node.type === 'FunctionDeclaration' ||
      (node.type === 'VariableDeclarator' && /Function/.test((node.init as TreeNode | null)?.type ?? ''));
    if (isFunction && name !== undefined && !names.has(name) && usesOneOf(node, names)) yield name;
  }
}
