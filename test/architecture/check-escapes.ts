import type { Repository } from './repository.js';
import { walk } from './syntax-tree.js';

const escapeNodes: Readonly<Record<string, string>> = {
  TSAnyKeyword: 'any',
  TSNonNullExpression: 'a non-null assertion',
};
const escapeComment = /@ts-(ignore|nocheck|expect-error)|(biome|eslint|prettier|oxlint)-(ignore|disable)/;

/** Nothing switches the type checker or the linter off. */
export function checkEscapes({ files }: Repository): string[] {
  return files.flatMap(({ path, program, comments }) => [
    ...[...walk(program)].flatMap(({ node }) => {
      const what = escapeNodes[node.type];
      return what === undefined ? [] : [`${path}:${node.loc.start.line} has ${what}`];
    }),
    ...comments
      .filter(({ text }) => escapeComment.test(text))
      .map(({ line, text }) => `${path}:${line} switches a check off: ${text.trim()}`),
  ]);
}
