import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../support/free-port.js';
import { type ProcessPlace, runProcess } from '../support/run-process.js';
import { compileBlocks, compiledPath } from './compile-blocks.js';
import { type Block, namedPorts, replacePorts, runnableBlocks } from './read-blocks.js';
import { Service } from './service.js';

export interface BlockRun {
  readonly line: number;
  /** Null while a service goes on. */
  readonly status: number | null;
  readonly output: string;
}

export interface ReadmeRun {
  /** What the compiler says about the TypeScript blocks; empty when nothing is wrong. */
  readonly compiler: string;
  readonly blocks: readonly BlockRun[];
  /** How each service ended after Ctrl-C. */
  readonly services: readonly ('ended' | 'killed')[];
  /** What is left where temporary files go. */
  readonly left: readonly string[];
}

const stopPatienceMilliseconds = 15_000;
/** curl's word for an answer that is an error. */
const refusedStatus = 22;
/** The ports that services have unless they are told others, by the names that tell them. */
const toldPorts = { KEYTURN_PORT: 4000, CONSUMER_PORT: 4100 } as const;

/**
 * Does what a reader of the README does, in order, in one shell: names that a block sets are known to the next. Ports
 * are replaced by free ones. Ends at the first block that fails.
 */
export async function runBlocks(root: string, all: readonly Block[]): Promise<ReadmeRun> {
  const named = namedPorts(all);
  const ports = await choosePorts(new Set([...Object.values(toldPorts), ...named]));
  const blocks = all.map((block) => replacePorts(block, ports));
  const typescript = blocks.filter(({ language, use }) => language === 'ts' && use !== 'not-run');
  const compiler = await compileBlocks(root, typescript);
  if (compiler !== '') return { compiler, blocks: [], services: [], left: [] };
  const services: Service[] = [];
  try {
    const told = Object.entries(toldPorts).map(([name, port]) => [name, String(ports.get(port))]);
    const temporary = join(root, '.readme/temporary');
    mkdirSync(temporary, { recursive: true });
    // Newer versions of npm keep compiled code where temporary files go, which is nothing that a block leaves behind.
    const ofNpm = { NODE_DISABLE_COMPILE_CACHE: '1' };
    const place = { cwd: root, env: { ...Object.fromEntries(told), ...ofNpm, TMPDIR: temporary } };
    const awaited = new Set([toldPorts.KEYTURN_PORT, ...named].map((port) => ports.get(port) ?? port));
    const runs: BlockRun[] = [];
    for (const block of runnableBlocks(blocks)) {
      runs.push(await (block.use === 'service' ? start(block, awaited, place, services) : run(block, place)));
      if ((runs.at(-1)?.status ?? 0) !== 0) break;
    }
    return { compiler, blocks: runs, services: await stopAll(services), left: readdirSync(temporary) };
  } finally {
    await stopAll(services);
  }
}

const stopAll = (services: readonly Service[]) =>
  Promise.all(services.map((service) => service.stop(stopPatienceMilliseconds)));

async function start(
  block: Block,
  ports: Iterable<number>,
  place: ProcessPlace,
  services: Service[],
): Promise<BlockRun> {
  const service = new Service(block.text, place);
  services.push(service);
  for (const port of block.opens === undefined ? ports : [block.opens]) await service.waitForPort(port);
  return { line: block.line, status: null, output: service.output };
}

async function run(block: Block, place: ProcessPlace): Promise<BlockRun> {
  const { status, output, errors } = await runProcess('sh', ['-eu', '-c', scriptOf(block)], place);
  const judged = block.use === 'refused' ? judgeRefusal(status) : status;
  return { line: block.line, status: judged, output: output + errors };
}

/** 0 where what should be refused was. */
const judgeRefusal = (status: number | null) => (status === refusedStatus ? 0 : status || 1);

/** Takes over what earlier blocks set, and lets curl fail when the answer is an error. */
function scriptOf(block: Block): string {
  const text = block.language === 'ts' ? `node ${compiledPath(block)}` : block.text;
  return `
set -a
curl() { command curl --fail-with-body "$@"; }
if [ -f .readme/names ]; then . .readme/names; fi
${text}
export -p > .readme/names
`;
}

async function choosePorts(named: Iterable<number>): Promise<Map<number, number>> {
  const chosen = new Map<number, number>();
  for (const port of named) chosen.set(port, await findFreePort());
  return chosen;
}
