// `npm run simulate`: runs the sources, as the tests do, so that a stale build cannot answer.
import { randomInt } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { runnerImport } from 'vite';

const root = new URL('../..', import.meta.url).pathname;
const load = async (path, options) =>
  (await runnerImport(`${root}test/${path}`, { configFile: false, logLevel: 'error', ...options })).module;

const { sourceAliases: alias } = await load('support/source-aliases.ts', {});
const asShipped = { resolve: { alias } };
const { readArguments, usage } = await load('proof/read-arguments.ts', asShipped);
const read = readArguments(process.argv.slice(2), randomInt(1_000_000_000));
if (read === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else await prove(read);

async function prove({ seed, size, json, stories, write }) {
  const { sizes } = await load('proof/sizes.ts', asShipped);
  const { proveSound } = await load('proof/prove-sound.ts', asShipped);
  if (!json) console.log(`seed ${seed}, size ${size}`);
  const sound = proveSound(sizes[size], seed);
  // The mutants need modules of their own, whose seams are open; what is proven above ran without any.
  const { openSeams } = await load('proof/mutations/seam-plugin.ts', asShipped);
  const { tryMutants } = await load('proof/mutations/try-mutants.ts', {
    ...asShipped,
    plugins: [openSeams()],
  });
  const { buildReport } = await load('proof/report/build-report.ts', asShipped);
  const { writeMarkdown, writeStories } = await load('proof/report/write-markdown.ts', asShipped);
  const report = buildReport({ seed, size }, sound, tryMutants(seed));
  if (json) console.log(JSON.stringify(report));
  else console.log(`\n${writeMarkdown(report)}`);
  if (!json && (stories || !report.holds)) console.log(`\n${writeStories(report)}`);
  if (write) await writeReadme(writeMarkdown(report));
  process.exitCode = report.holds ? 0 : 1;
}

async function writeReadme(block) {
  const { replaceBlock } = await load('proof/report/readme-block.ts', asShipped);
  const path = `${root}test/proof/README.md`;
  writeFileSync(path, replaceBlock(readFileSync(path, 'utf8'), block));
}
