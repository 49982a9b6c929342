import { expect, test } from 'vitest';
import { checkTarball } from './check-tarball.js';
import { repositoryRoot, type Tarball } from './tarballs.js';

const sound = {
  'package.json': '{}',
  LICENSE: 'Apache',
  'README.md': '# shared',
  'dist/clock.js': 'export const clock = 1;',
  'dist/clock.d.ts': 'export declare const clock = 1;',
};

const tarballOf = (
  files: Readonly<Record<string, string>>,
  bin: Readonly<Record<string, string>> = {},
): Tarball => ({
  folder: 'shared',
  path: 'shared.tgz',
  manifest: {
    name: '@keyturn/shared',
    version: '0.1.0',
    exports: { './clock': { types: './dist/clock.d.ts', default: './dist/clock.js' } },
    bin,
  },
  bytes: new Uint8Array(),
  files: new Map(Object.entries(files)),
});
const without = (path: string) => Object.fromEntries(Object.entries(sound).filter(([name]) => name !== path));

test('a sound tarball has nothing wrong', () => {
  expect(checkTarball(tarballOf(sound), repositoryRoot)).toEqual([]);
});

test.each(['LICENSE', 'README.md', 'dist/clock.js', 'dist/clock.d.ts'])(
  'without %s it is not whole',
  (path) => {
    expect(checkTarball(tarballOf(without(path)), repositoryRoot)).toEqual([`${path} is missing`]);
  },
);

test.each([
  ['dist/clock.js.map', '{}', 'is not for users'],
  ['clock.ts', '', 'is not for users'],
  ['dist/tsconfig.tsbuildinfo', '{}', 'is not for users'],
  ['.keyturn/ring.json', '{}', 'is not for users'],
  ['dist/gone.js', '', 'is built from a source that is gone'],
  ['dist/clock.js', 'f();\n//# sourceMappingURL=clock.js.map', 'names a source map that is not there'],
  ['dist/clock.js', `'-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}'`, 'holds a private key'],
])('%s may not be in it when it says %j', (path, text, reason) => {
  expect(checkTarball(tarballOf({ ...sound, [path]: text }), repositoryRoot)).toEqual([`${path} ${reason}`]);
});

test('a command says in its first line what runs it', () => {
  const bin = { keyturn: './bin/keyturn.js' };
  const check = (text: string) =>
    checkTarball(tarballOf({ ...sound, 'bin/keyturn.js': text }, bin), repositoryRoot);
  expect(check('run();')).toEqual(['the command bin/keyturn.js has no first line that says node']);
  expect(check('#!/usr/bin/env node\nrun();')).toEqual([]);
});
