import { isTreeNode, nameOf, type TreeNode, walk } from './syntax-tree.js';

/** One import, re-export, dynamic import or import type. */
export interface SourceImport {
  readonly specifier: string;
  readonly line: number;
  /** Gone after compilation. */
  readonly typeOnly: boolean;
  /** What is imported at run time: names, `default`, or `*`; empty for an import for its side effect. */
  readonly valueNames: readonly string[];
}

/** Everything that the file reaches by an import, in order of appearance. */
export function readImports(program: TreeNode): SourceImport[] {
  return [...walk(program)].flatMap(({ node }) => readers[node.type]?.(node) ?? []);
}

const readers: Record<string, (node: TreeNode) => SourceImport[]> = {
  ImportDeclaration: (node) => fromSpecifiers(node, 'importKind', 'imported'),
  ExportNamedDeclaration: (node) => fromSpecifiers(node, 'exportKind', 'local'),
  ExportAllDeclaration: (node) => found(node, node.source, node.exportKind === 'type', ['*']),
  TSImportEqualsDeclaration: (node) =>
    found(node, (node.moduleReference as TreeNode).expression, node.importKind === 'type', ['*']),
  TSImportType: (node) => found(node, node.argument, true, []),
  CallExpression: (node) => {
    const callee = node.callee as TreeNode;
    const target = (node.arguments as TreeNode[])[0];
    // A function of our own may be named require, but it takes no specifier.
    const requires = nameOf(callee) === 'require' && target?.type === 'StringLiteral';
    return callee.type === 'Import' || requires ? found(node, target, false, ['*']) : [];
  },
};

function fromSpecifiers(node: TreeNode, kind: 'importKind' | 'exportKind', nameMember: string) {
  const specifiers = (node.specifiers ?? []) as TreeNode[];
  const values = specifiers.filter((specifier) => specifier[kind] !== 'type');
  const typeOnly = node[kind] === 'type' || (specifiers.length > 0 && values.length === 0);
  return found(node, node.source, typeOnly, typeOnly ? [] : values.map(nameSpecifier(nameMember)));
}

const nameSpecifier = (member: string) => (specifier: TreeNode) =>
  ({ ImportDefaultSpecifier: 'default', ImportNamespaceSpecifier: '*', ExportNamespaceSpecifier: '*' })[
    specifier.type
  ] ??
  nameOf(specifier[member]) ??
  '*';

function found(node: TreeNode, source: unknown, typeOnly: boolean, valueNames: string[]): SourceImport[] {
  if (!isTreeNode(source)) return [];
  // A specifier that is computed cannot be checked, so it shows as what it is.
  const specifier = source.type === 'StringLiteral' ? String(source.value) : '(computed)';
  return [{ specifier, line: node.loc.start.line, typeOnly, valueNames }];
}
