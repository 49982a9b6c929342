import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/** Not every package exports its package.json, so it is looked for where the package would be. */
export function npmVersions(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, readVersion(name)]));
}

function readVersion(name: string): string {
  const manifest = resolve
    .paths(name)
    ?.map((folder) => `${folder}/${name}/package.json`)
    .find(existsSync);
  if (manifest === undefined) throw new Error(`${name} is not installed`);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
