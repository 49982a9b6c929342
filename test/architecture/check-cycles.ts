import { resolveImport } from './module-resolution.js';
import type { Repository } from './repository.js';

/** No file imports itself by way of others. Imports of types count too: they bind the reader just as much. */
export function checkCycles(repository: Repository): string[] {
  const graph = new Map(
    repository.files.map((file) => [
      file.path,
      file.imports.flatMap(({ specifier }) => resolveImport(file, specifier, repository)),
    ]),
  );
  const cycles: string[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string) => {
    if (finished.has(path)) return;
    const start = trail.indexOf(path);
    if (start >= 0) {
      cycles.push([...trail.slice(start), path].join(' -> '));
      return;
    }
    trail.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    trail.pop();
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return cycles;
}
