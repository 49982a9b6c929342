// `npm run lab`: runs the sources, as the tests do, so that a stale build cannot answer.
// node test/lab/main.mjs [--repetitions=N] [row …]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = new URL('../..', import.meta.url).pathname;
const load = async (path, options) =>
  (await runnerImport(`${root}test/${path}`, { configFile: false, logLevel: 'error', ...options })).module;

const folder = process.env.KEYTURN_LAB_FOLDER;
if (folder === undefined) await startTrusting();
else await run(folder, process.argv.slice(2));

/** Node reads extra roots when a process starts, and other people's parties have no other way to be told of one. */
async function startTrusting() {
  const { loopbackTls } = await load('relying-party/fetch/loopback-tls.ts', {});
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-lab-'));
  try {
    const roots = join(folder, 'roots.pem');
    writeFileSync(roots, loopbackTls.cert);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: roots, KEYTURN_LAB_FOLDER: folder };
    const argv = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
    process.exitCode = spawnSync(process.execPath, argv, { env, stdio: 'inherit' }).status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(folder, given) {
  const { sourceAliases: alias } = await load('support/source-aliases.ts', {});
  const asShipped = { resolve: { alias } };
  const { runLab, rowsByName } = await load('lab/run-lab.ts', asShipped);
  const { renewRows } = await load('lab/results.ts', asShipped);
  const { writeMarkdown } = await load('lab/write-markdown.ts', asShipped);
  const number = given.find((each) => each.startsWith('--repetitions='))?.split('=')[1] ?? '4';
  const names = given.filter((each) => !each.startsWith('--repetitions='));
  if (!/^[1-9]\d?$/.test(number)) throw new Error('Usage: npm run lab -- [--repetitions=N] [row …]');
  // The system clock's timers keep no process alive, and between two runs nothing else does.
  const alive = setInterval(() => {}, 1000);
  const results = await runLab({
    rows: rowsByName(names),
    repetitions: Number(number),
    folder,
    tell: console.error,
  }).finally(() => clearInterval(alive));
  const place = new URL('results.json', import.meta.url);
  // Some rows alone, or too few repetitions, would be taken for the whole.
  const isWhole = names.length === 0;
  const kept = results.repetitions >= 4 && (isWhole || existsSync(place));
  const all = isWhole || !kept ? results : renewRows(JSON.parse(readFileSync(place, 'utf8')), results);
  if (kept) {
    writeFileSync(place, `${JSON.stringify(all, null, 2)}\n`);
    writeFileSync(new URL('README.md', import.meta.url), writeMarkdown(all));
  }
  const text = writeMarkdown(results);
  console.log(text);
  process.exitCode = results.rows.every(({ met }) => met) ? 0 : 1;
  // Parties of other people keep timers and connections.
  process.exit();
}
