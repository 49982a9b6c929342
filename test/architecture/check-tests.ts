import { findAssertingNames, meet, namesBelow } from './asserting-names.js';
import type { Repository } from './repository.js';
import { isTreeNode, nameOf, type TreeNode, walk } from './syntax-tree.js';

const runners = ['test', 'it', 'describe', 'suite', 'bench', 'context', 'ctx'];
/** Calls on `test` that prepare a test and are none yet: `test.each(rows)` is followed by `(name, body)`. */
const preparations = ['each', 'for', 'extend'];
const evasions = ['skip', 'only', 'todo', 'skipIf', 'runIf', 'fails'];

/** A test that is skipped, or that asserts nothing, proves nothing. */
export function checkTests({ files }: Repository): string[] {
  const tests = files.filter(({ path }) => path.startsWith('test/'));
  const asserting = findAssertingNames(tests);
  return tests.flatMap(({ path, program }) =>
    [...walk(program)]
      .filter(({ node }) => node.type === 'CallExpression')
      .flatMap(({ node }) => {
        const { root, members } = calleeOf(node);
        if (!runners.includes(root)) return [];
        const at = `${path}:${node.loc.start.line}`;
        const evasion = members.find((member) => evasions.includes(member));
        if (evasion !== undefined) return [`${at} evades the run by .${evasion}`];
        if (root !== 'test' && root !== 'it') return [];
        if (isMember(node.callee) && members.some((member) => preparations.includes(member))) return [];
        return meet(namesBelow(argumentsOf(node)), asserting.get(path) ?? new Set())
          ? []
          : [`${at} asserts nothing`];
      }),
  );
}

interface Callee {
  readonly root: string;
  readonly members: readonly string[];
}

/** `test.each(rows)(…)` is called on `test`, by way of `each`. */
function calleeOf(node: TreeNode): Callee {
  const members: string[] = [];
  let callee: unknown = node.callee;
  while (isTreeNode(callee)) {
    if (callee.type === 'CallExpression') callee = callee.callee;
    else if (callee.type === 'TaggedTemplateExpression') callee = callee.tag;
    else if (isMember(callee)) {
      members.push(nameOf(callee.property) ?? '');
      callee = callee.object;
    } else break;
  }
  return { root: nameOf(callee) ?? '', members };
}

const isMember = (node: unknown): node is TreeNode => isTreeNode(node) && node.type === 'MemberExpression';

/** The arguments as one tree, so that the walk does not see the callee. */
const argumentsOf = (node: TreeNode): TreeNode => ({
  type: 'Arguments',
  loc: node.loc,
  body: node.arguments,
});
