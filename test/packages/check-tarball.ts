import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Tarball } from './tarballs.js';

const required = ['package.json', 'LICENSE', 'README.md'];

/** What is wrong with a tarball: sentences. */
export function checkTarball({ files, manifest, folder }: Tarball, root: string): string[] {
  const commands = targetsOf(manifest.bin).map(fromRoot);
  const missing = [...required, ...targetsOf(manifest.exports).map(fromRoot), ...commands].filter(
    (path) => !path.includes('*') && !files.has(path),
  );
  return [
    ...missing.map((path) => `${path} is missing`),
    ...[...files]
      .filter(([path]) => !required.includes(path) && !commands.includes(path))
      .flatMap(([path, text]) => judgeFile(path, text, join(root, folder))),
    ...commands
      .filter((path) => !files.get(path)?.startsWith('#!/usr/bin/env node\n'))
      .map((path) => `the command ${path} has no first line that says node`),
  ];
}

const fromRoot = (path: string) => path.replace(/^\.\//, '');

function judgeFile(path: string, text: string, folder: string): string[] {
  // A page beside what it documents: the package's own README leads to it.
  if (/^[\w-]+\/[\w-]+\.(md|schema\.json)$/.test(path)) return [];
  const source = /^dist\/(.*?)(\.d\.ts|\.js)$/.exec(path)?.[1];
  if (source === undefined) return [`${path} is not for users`];
  return [
    ...(existsSync(join(folder, `${source}.ts`)) ? [] : [`${path} is built from a source that is gone`]),
    ...(/(^|[./-])(test|spec|fixture)s?([./-]|$)/.test(source) ? [`${path} looks like a test`] : []),
    ...(/^\/\/# sourceMappingURL=/m.test(text) ? [`${path} names a source map that is not there`] : []),
    ...(/-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}/.test(text)
      ? [`${path} holds a private key`]
      : []),
  ];
}

function targetsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(targetsOf) : [];
}
