// Makes a checkout ready: installs and builds what is missing or older than its source, and nothing else.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = ['shared', 'relying-party', 'provider'];
const mtime = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function newestSource(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules' || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newest = Math.max(newest, newestSource(path));
    else if (/\.ts$|tsconfig\.json$/.test(entry.name)) newest = Math.max(newest, mtime(path));
  }
  return newest;
}

export function ready({ build = false } = {}) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`keyturn needs Node 20.19 or newer; this is ${process.versions.node}`);
    process.exit(1);
  }
  const installed = mtime(join(root, 'node_modules/.package-lock.json'));
  if (installed < mtime(join(root, 'package-lock.json')) || installed === 0) {
    console.error('installing dependencies …');
    run('npm', [existsSync(join(root, 'package-lock.json')) ? 'ci' : 'install']);
  }
  const stale = packages.some((name) => {
    const built = mtime(join(root, name, 'dist/tsconfig.tsbuildinfo'));
    return built === 0 || built < newestSource(join(root, name));
  });
  if (stale || build) {
    console.error('building …');
    run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--build', ...packages]);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ready({ build: process.argv.includes('--build') });
