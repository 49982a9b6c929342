import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { NotReady, say } from './say.mjs';

const packages = ['shared', 'relying-party', 'provider'];
/** Not compiled: as in each tsconfig.json. */
const outside = new Set(['dist', 'node_modules', 'examples']);
const buildRecord = 'dist/tsconfig.tsbuildinfo';

export const isBuilt = (root) => packages.every((name) => isPackageBuilt(join(root, name), root));

/** Nothing that is built is missing, older than what it is made of, or left over from a source that is gone. */
function isPackageBuilt(folder, root) {
  const sources = [...list(folder, outside)].filter((path) => path.endsWith('.ts'));
  const inputs = [...sources, join(folder, 'tsconfig.json'), join(root, 'tsconfig.json')];
  const built = changedAt(join(folder, buildRecord));
  return (
    inputs.every((path) => changedAt(path) <= built) &&
    sources.every((path) => existsSync(builtFrom(folder, path))) &&
    leftovers(folder).length === 0
  );
}

/** Compiles the three packages. What was built from a source that is gone goes too, or it would be published. */
export function build(root) {
  say('building …');
  const startedAtSeconds = Date.now() / 1000;
  for (const name of packages) prepare(join(root, name));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { status, signal } = spawnSync(process.execPath, [compiler, '--build', ...packages], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  // A source that changed while the compiler ran counts as not yet built, and so does everything after a failure.
  for (const name of packages) stamp(join(root, name, buildRecord), status === 0 ? startedAtSeconds : 0);
  if (status !== 0)
    throw new NotReady(
      `the build failed (${signal ?? `exit status ${status}`}): the compiler's words are above`,
    );
}

function prepare(folder) {
  for (const path of leftovers(folder)) rmSync(path);
  const complete = [...list(folder, outside)].every(
    (path) => !path.endsWith('.ts') || existsSync(builtFrom(folder, path)),
  );
  // The compiler trusts its own record, also when somebody removed what it names.
  if (!complete) rmSync(join(folder, buildRecord), { force: true });
}

const builtFrom = (folder, source) =>
  join(folder, 'dist', relative(folder, source).replace(/(\.d)?\.ts$/, '.js'));

function leftovers(folder) {
  const dist = join(folder, 'dist');
  if (!existsSync(dist)) return [];
  return [...list(dist, new Set())].filter((path) => {
    const source = relative(dist, path).replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    return /\.(ts|js|map)$/.test(path) && !existsSync(join(folder, source));
  });
}

function* list(folder, without) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (without.has(entry.name) || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* list(path, without);
    else yield path;
  }
}

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function stamp(path, atSeconds) {
  if (existsSync(path)) utimesSync(path, atSeconds, atSeconds);
}
