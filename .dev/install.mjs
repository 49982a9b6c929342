import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotReady, say } from './say.mjs';

/** npm writes it last of all, so an install that was cut short has none. */
const installedRecord = 'node_modules/.package-lock.json';

/** Whether node_modules holds what the lock file names. Judged by content: a checkout changes every time stamp. */
export function isInstalled(root) {
  const installed = readPackages(join(root, installedRecord));
  if (installed === undefined) return false;
  const wanted = Object.entries(readPackages(join(root, 'package-lock.json')) ?? {});
  return (
    // An optional package that is absent is one for another platform.
    wanted.every(([path, { version, optional }]) =>
      path === '' || path in installed ? installed[path]?.version === version || path === '' : optional,
    ) && Object.keys(installed).every((path) => existsSync(join(root, path, 'package.json')))
  );
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch (error) {
    // Written half or not at all comes to the same: it has to be installed.
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw new NotReady(`${path} cannot be read: ${error.message}`);
  }
}

/** Brings node_modules to what the lock file names. */
export function install(root) {
  // `npm ci` empties node_modules first. Where an install stands, something may be running from it.
  const standing = existsSync(join(root, installedRecord));
  say(standing ? 'updating dependencies …' : 'installing dependencies …');
  if (standing) npm(root, ['install', '--no-save', '--include=dev']);
  if (!isInstalled(root)) npm(root, ['ci', '--include=dev']);
  if (!isInstalled(root))
    throw new NotReady(
      'npm ended well, but node_modules is not what package-lock.json names; is a disk full?',
    );
}

function npm(root, args) {
  const cli = process.env.npm_execpath ?? '';
  const [command, before, shell] = /npm-cli\.[cm]?js$/.test(cli)
    ? [process.execPath, [cli], false]
    : ['npm', [], process.platform === 'win32'];
  const { status, signal, error } = spawnSync(command, [...before, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell,
  });
  if (error) throw new NotReady(`npm cannot be run (${error.code}); it comes with Node, is it on the PATH?`);
  if (status === 0) return;
  throw new NotReady(
    `npm ${args[0]} failed (${signal ?? `exit status ${status}`}): its own words are above. It needs the npm registry; ` +
      'once that can be reached, start again, or run `npm ci` by hand.',
  );
}
