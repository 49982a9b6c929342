// `npm run score-board`: runs the sources, as the tests do, so that a stale build cannot answer.
// `npm run score-board -- --page` drills nobody and writes the page anew from the results that are kept.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const load = async (path, options) =>
  (await runnerImport(`${root}test/${path}`, { configFile: false, logLevel: 'error', ...options })).module;

const results = new URL('results.json', import.meta.url);
const folder = process.env.KEYTURN_SCORE_BOARD_FOLDER;
if (process.argv.includes('--page')) await writePage(JSON.parse(readFileSync(results, 'utf8')));
else if (folder === undefined) await startTrusting();
else await run(folder);

/** Node reads extra roots when a process starts, and other people's parties have no other way to be told of one. */
async function startTrusting() {
  const { loopbackTls } = await load('relying-party/fetch/loopback-tls.ts', {});
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-score-board-'));
  try {
    const roots = join(folder, 'roots.pem');
    writeFileSync(roots, loopbackTls.cert);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: roots, KEYTURN_SCORE_BOARD_FOLDER: folder };
    const argv = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
    process.exitCode = spawnSync(process.execPath, argv, { env, stdio: 'inherit' }).status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(folder) {
  const { runScoreBoard } = await loadAsShipped('score-board/run-score-board.ts');
  // The system clock's timers keep no process alive, and between two rounds nothing else does.
  const alive = setInterval(() => {}, 1000);
  const board = await runScoreBoard({ folder, tell: console.error }).finally(() => clearInterval(alive));
  writeFileSync(results, `${JSON.stringify(board, null, 2)}\n`);
  await writePage(board);
  // Parties of other people keep timers and connections.
  process.exit();
}

async function writePage(board) {
  const { writeMarkdown } = await loadAsShipped('score-board/write-markdown.ts');
  const { readWatched } = await loadAsShipped('score-board/watched.ts');
  const watched = readWatched(readFileSync(join(root, 'provider/watch/README.md'), 'utf8'));
  const text = writeMarkdown(board, watched);
  writeFileSync(new URL('README.md', import.meta.url), text);
  console.log(text);
}

async function loadAsShipped(path) {
  const { sourceAliases: alias } = await load('support/source-aliases.ts', {});
  return load(path, { resolve: { alias } });
}
