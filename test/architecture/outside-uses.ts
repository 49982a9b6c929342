import { isTreeNode, nameOf, type TreeNode, type Visit, walk } from './syntax-tree.js';

export interface OutsideUse {
  /** As in the table of doors: `fetch`, `Date.now`, `new Date()`, `process.env`. */
  readonly name: string;
  readonly line: number;
}

/** Every use of a global, however it is written: bare, as a member, taken apart, or by way of `globalThis`. */
export function readOutsideUses(program: TreeNode): OutsideUse[] {
  const visits = [...walk(program)];
  const declared = new Set(visits.flatMap(declaredNames));
  return visits.flatMap((visit) =>
    [...usedMembers(visit.node), ...usedBare(visit).filter((name) => !declared.has(name))].map((name) => ({
      name,
      line: visit.node.loc.start.line,
    })),
  );
}

function usedMembers(node: TreeNode): string[] {
  if (nameOf(node.callee) === 'Date') return node.type === 'CallExpression' ? ['Date()'] : bareDate(node);
  if (node.type === 'VariableDeclarator') return takenApart(node);
  const path = memberPath(node);
  return path === undefined ? [] : [path];
}

const bareDate = (node: TreeNode) => ((node.arguments as unknown[]).length === 0 ? ['new Date()'] : []);

function usedBare({ node, parent, member }: Visit): string[] {
  const name = node.type === 'Identifier' ? nameOf(node) : undefined;
  return name === undefined || parent === undefined || isNoReference(parent, member) ? [] : [name];
}

/** `Date.now`, `process["env"]`, `globalThis.process.env`. */
function memberPath(node: unknown): string | undefined {
  if (!isTreeNode(node) || !/^(Optional)?MemberExpression$/.test(node.type)) return undefined;
  const property = node.property as TreeNode;
  const name = node.computed === true && property.type === 'Identifier' ? undefined : nameOf(property);
  const base = nameOf(node.object) ?? memberPath(node.object);
  if (name === undefined || base === undefined) return undefined;
  return joinPath(base, name);
}

const joinPath = (base: string, name: string) =>
  /^(globalThis|global|self|window)$/.test(base) ? name : `${base}.${name}`;

/** `const { now } = Date` uses Date.now. */
function takenApart({ id, init }: TreeNode): string[] {
  const base = nameOf(init) ?? memberPath(init);
  if (base === undefined || !isTreeNode(id) || id.type !== 'ObjectPattern') return [];
  return (id.properties as TreeNode[]).map(({ key }) => joinPath(base, nameOf(key) ?? '*'));
}

const nonReferences: Record<string, readonly string[]> = {
  MemberExpression: ['property'],
  OptionalMemberExpression: ['property'],
  ObjectProperty: ['key'],
  ObjectMethod: ['key'],
  ClassMethod: ['key'],
  ClassProperty: ['key'],
  TSPropertySignature: ['key'],
  TSMethodSignature: ['key', 'parameters'],
  TSFunctionType: ['parameters'],
  TSTypeQuery: ['exprName'],
  TSTypeReference: ['typeName'],
  TSQualifiedName: ['left', 'right'],
  ImportSpecifier: ['imported', 'local'],
  ImportDefaultSpecifier: ['local'],
  ExportSpecifier: ['exported'],
};

const isNoReference = (parent: TreeNode, member: string) =>
  parent.computed !== true && (nonReferences[parent.type] ?? []).includes(member);

/** Names that the file gives to something of its own. */
function declaredNames({ node, parent, member }: Visit): string[] {
  if (node.type === 'ObjectPattern')
    return (node.properties as TreeNode[]).flatMap(({ value }) => boundName(value));
  const declares = ['id', 'params', 'local'].includes(member) && parent?.type !== 'ExportSpecifier';
  return declares ? boundName(node) : [];
}

/** `name` or `name = default`. */
function boundName(node: unknown): string[] {
  if (!isTreeNode(node)) return [];
  const name = node.type === 'Identifier' ? nameOf(node) : nameOf(node.left);
  return name === undefined ? [] : [name];
}
