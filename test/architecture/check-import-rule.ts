import { isBuiltin } from 'node:module';
import { exportedSources, isRelative, parsePackageSpecifier, resolveRelative } from './module-resolution.js';
import {
  examples,
  publishedFiles,
  type Repository,
  type SourceFile,
  type WorkspacePackage,
} from './repository.js';

/** Which of our packages each may import, by public name. Whatever is not said here is forbidden. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  'relying-party': ['shared'],
  provider: ['shared', 'relying-party'],
};

/** Folders that may import less than their package may. */
const narrowerFolders = [
  { folder: 'provider/ring/', packages: ['shared'], builtins: ['node:crypto'], thirdParties: [] },
] as const;

/** A configuration may be a module, whose path only its owner knows. */
const mayImportComputed = /^provider\/configuration\//;

/** Arrows point one way: shared, then relying-party, then provider; and only to what is declared and public. */
export function checkImportRule(repository: Repository): string[] {
  const paths = new Set(repository.files.map(({ path }) => path));
  return publishedFiles(repository).flatMap((file) => {
    const home = repository.packages.find(({ folder }) => file.path.startsWith(`${folder}/`));
    if (home === undefined) return [];
    return file.imports.flatMap(({ specifier, line }) => {
      const wrong = judgeImport(file, specifier, home, repository.packages, paths);
      return wrong === undefined ? [] : [`${file.path}:${line} imports ${specifier}: ${wrong}`];
    });
  });
}

function judgeImport(
  file: SourceFile,
  specifier: string,
  home: WorkspacePackage,
  packages: readonly WorkspacePackage[],
  paths: ReadonlySet<string>,
): string | undefined {
  const narrower = narrowerFolders.find(({ folder }) => file.path.startsWith(folder));
  if (isRelative(specifier)) {
    const target = resolveRelative(file, specifier);
    if (!target.startsWith(`${home.folder}/`)) return 'leaves its package by a relative path';
    if (narrower && !target.startsWith(narrower.folder)) return `leaves ${narrower.folder}`;
    if (examples.test(target)) return 'an example is not published';
    if (!specifier.endsWith('.js')) return 'a relative import ends in .js';
    return paths.has(target) ? undefined : 'no such file';
  }
  if (specifier === '(computed)')
    return mayImportComputed.test(file.path) ? undefined : 'a specifier that is computed cannot be checked';
  const named = parsePackageSpecifier(specifier, packages);
  if (named !== undefined) {
    const allowed: readonly string[] = narrower?.packages ?? mayImport[home.folder] ?? [];
    if (!allowed.includes(named.owner.folder)) return `${home.folder} may not import ${named.owner.folder}`;
    return exportedSources(named).some((path) => paths.has(path)) ? undefined : 'not a public name';
  }
  return judgeOutside(specifier, home, narrower);
}

function judgeOutside(
  specifier: string,
  home: WorkspacePackage,
  narrower: (typeof narrowerFolders)[number] | undefined,
): string | undefined {
  if (isBuiltin(specifier)) {
    if (!specifier.startsWith('node:')) return 'a built-in module is imported with node:';
    const allowed: readonly string[] = narrower?.builtins ?? [specifier];
    return allowed.includes(specifier) ? undefined : `not allowed in ${narrower?.folder}`;
  }
  if (narrower) return `not allowed in ${narrower.folder}`;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  const declared = name in home.dependencies || name in (home.peerDependencies ?? {});
  return declared ? undefined : `not a dependency of ${home.name}`;
}
