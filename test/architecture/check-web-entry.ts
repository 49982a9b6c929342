import { resolveImport } from './module-resolution.js';
import type { Repository } from './repository.js';

const webEntry = 'relying-party/index-web.ts';

/** What runs on Deno, Bun, workers and in browsers reaches no module of Node, on any path. */
export function checkWebEntry(repository: Repository): string[] {
  const files = new Map(repository.files.map((file) => [file.path, file]));
  const violations: string[] = [];
  const reached = new Set([webEntry]);
  for (const path of reached) {
    const file = files.get(path);
    for (const { specifier, typeOnly, line } of file?.imports ?? []) {
      if (file === undefined || typeOnly) continue;
      if (specifier.startsWith('node:'))
        violations.push(`${path}:${line} reaches ${specifier} from ${webEntry}`);
      for (const target of resolveImport(file, specifier, repository)) reached.add(target);
    }
  }
  return violations;
}
