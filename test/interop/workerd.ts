import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { readBlocks } from '../readme/read-blocks.js';
import { outerEnvironment, runToSuccess } from '../support/run-process.js';
import { scratchFolder } from '../support/scratch-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = 'relying-party/examples/edge-worker';

/** Bundles a worker by the very command of the package's page, from the packages as they are published. */
async function bundleWorker(entry: string, folder: string): Promise<void> {
  const page = await readFile(join(root, 'relying-party/README.md'), 'utf8');
  const command = readBlocks(page).find(({ text }) => text.includes('esbuild'))?.text ?? '';
  const words = command
    .split(' ')
    .map((word) => word.replace(/^worker\.ts$/, entry))
    .map((word) => word.replace('=worker.mjs', `=${join(folder, 'worker.mjs')}`));
  const [npx = '', program = '', ...args] = words;
  if (npx !== 'npx') throw new Error(`the page begins with another command: ${command}`);
  await runToSuccess(join(root, 'node_modules/.bin', program), [...args, '--log-level=error'], { cwd: root });
}

/** The binary that a package of this platform brings. */
function findBinary(): string {
  const name = `${process.platform}-${process.arch === 'x64' ? '64' : process.arch}`;
  return createRequire(import.meta.url).resolve(`@cloudflare/workerd-${name}/bin/workerd`);
}

/** Serves a worker until the test ends. Answers its address. */
export async function serveWorker(
  bindings: Readonly<Record<string, string>>,
  entry = `${example}/worker.ts`,
): Promise<string> {
  const folder = await scratchFolder();
  await bundleWorker(entry, folder);
  const config = await readFile(join(root, example, 'worker.capnp'), 'utf8');
  // Any port that is free.
  await writeFile(join(folder, 'worker.capnp'), config.replace('127.0.0.1:4200', '127.0.0.1:0'));
  const child = spawn(findBinary(), ['serve', 'worker.capnp', '--control-fd=3'], {
    cwd: folder,
    env: { ...outerEnvironment(), ...bindings },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  });
  const complaints = readAll(child.stderr);
  const port = await readPort(child.stdio[3] as Readable);
  if (port === undefined) throw new Error(`workerd ended: ${await complaints}`);
  return `http://127.0.0.1:${port}`;
}

/** Undefined when it ended before it listened. */
async function readPort(control: Readable): Promise<string | undefined> {
  let text = '';
  for await (const part of control) {
    text += part;
    const port = /"event":"listen"[^\n]*"port":(\d+)/.exec(text)?.[1];
    if (port !== undefined) return port;
  }
  return undefined;
}

async function readAll(stream: Readable | null): Promise<string> {
  let text = '';
  for await (const part of stream ?? []) text += part;
  return text;
}
