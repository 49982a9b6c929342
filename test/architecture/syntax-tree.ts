import { parse } from '@babel/parser';

/** A node of the syntax tree, as loosely as the checks need it. */
export interface TreeNode {
  readonly type: string;
  readonly loc: Loc;
  readonly [member: string]: unknown;
}

interface Loc {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number };
}

export interface Comment {
  readonly text: string;
  readonly line: number;
}

export interface SyntaxTree {
  readonly program: TreeNode;
  readonly comments: readonly Comment[];
  /** Lines that hold code: comments and blanks do not count. */
  readonly codeLines: number;
}

/** Parses TypeScript without type checking. Throws a SyntaxError with the position. */
export function parseTypeScript(text: string): SyntaxTree {
  const file = parse(text, { sourceType: 'module', plugins: ['typescript'], tokens: true });
  return {
    program: file.program as unknown as TreeNode,
    comments: (file.comments ?? []).map(({ value, loc }) => ({ text: value, line: loc?.start.line ?? 0 })),
    codeLines: countCodeLines((file.tokens ?? []) as Token[]),
  };
}

interface Token {
  readonly type: string | { readonly label: string };
  readonly loc: Loc;
}

function countCodeLines(tokens: readonly Token[]): number {
  const lines = new Set<number>();
  for (const { type, loc } of tokens) {
    // Comments are the tokens whose type is a string.
    if (typeof type === 'string' || type.label === 'eof') continue;
    for (let line = loc.start.line; line <= loc.end.line; line++) lines.add(line);
  }
  return lines.size;
}

export interface Visit {
  readonly node: TreeNode;
  readonly parent: TreeNode | undefined;
  /** Under which member of the parent the node stands. */
  readonly member: string;
}

/** Every node below and including `root`, parents first. */
export function* walk(
  root: TreeNode,
  parent: TreeNode | undefined = undefined,
  member = '',
): Generator<Visit> {
  yield { node: root, parent, member };
  for (const [name, value] of Object.entries(root)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isTreeNode(child)) yield* walk(child, root, name);
    }
  }
}

export function isTreeNode(value: unknown): value is TreeNode {
  return (
    typeof value === 'object' && value !== null && 'type' in value && 'loc' in value && !isComment(value)
  );
}

const isComment = (value: { type: unknown }) => value.type === 'CommentLine' || value.type === 'CommentBlock';

/** The name of an identifier or string literal, undefined for everything else. */
export function nameOf(node: unknown): string | undefined {
  if (!isTreeNode(node)) return undefined;
  const name = { Identifier: node.name, StringLiteral: node.value }[node.type];
  return typeof name === 'string' ? name : undefined;
}
