import { posix } from 'node:path';
import type { Repository, SourceFile, WorkspacePackage } from './repository.js';

export interface PackageSpecifier {
  readonly owner: WorkspacePackage;
  /** As in `exports`: `.`, `./koa`. */
  readonly subpath: string;
}

/** Takes a specifier apart that names one of our packages; undefined for everything else. */
export function parsePackageSpecifier(
  specifier: string,
  packages: readonly WorkspacePackage[],
): PackageSpecifier | undefined {
  const owner = packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`));
  return owner && { owner, subpath: `.${specifier.slice(owner.name.length)}` };
}

/** The sources behind a public name, one for each condition; empty when the package does not export it. */
export function exportedSources({ owner, subpath }: PackageSpecifier): string[] {
  const exact = owner.exports[subpath];
  if (exact !== undefined) return exportTargets(exact).map((target) => sourceOf(owner, target));
  for (const [pattern, value] of Object.entries(owner.exports)) {
    const [before, after] = pattern.split('*');
    if (before === undefined || after === undefined || !subpath.startsWith(before)) continue;
    const star = subpath.slice(before.length, subpath.length - after.length);
    return exportTargets(value).map((target) => sourceOf(owner, target.replace('*', star)));
  }
  return [];
}

function exportTargets(value: unknown): string[] {
  if (typeof value === 'string') return value.endsWith('.js') ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(exportTargets) : [];
}

const sourceOf = ({ folder }: WorkspacePackage, target: string) =>
  posix.join(folder, target.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'));

export const isRelative = (specifier: string) => /^\.{1,2}\//.test(specifier);

/** Where a relative import points, from the root; what is built stands for its source. */
export function resolveRelative(from: SourceFile, specifier: string): string {
  const path = posix.join(posix.dirname(from.path), specifier);
  const isBuilt = from.path.endsWith('.ts') || path.includes('/dist/');
  return isBuilt ? path.replace('/dist/', '/').replace(/\.js$/, '.ts') : path;
}

/** Our own files that the import reaches. */
export function resolveImport(from: SourceFile, specifier: string, { packages }: Repository): string[] {
  if (isRelative(specifier)) return [resolveRelative(from, specifier)];
  const named = parsePackageSpecifier(specifier, packages);
  return named === undefined ? [] : exportedSources(named);
}
