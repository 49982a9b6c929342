import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DatabaseServer {
  readonly url: string;
  start(): Promise<void>;
  /** As a crash of its machine ends it. */
  kill(): Promise<void>;
  /** It is there and says nothing. */
  suspend(): void;
  resume(): void;
  /** Ends it, and its data. */
  discard(): Promise<void>;
}

/** An empty folder, until it is discarded. */
export async function dataFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-data-'));
  return { folder, discard: () => rm(folder, { recursive: true, force: true }) };
}

/** A server in a process of its own, which can be killed and started anew. */
export function runServer(
  command: string,
  args: readonly string[],
  isReady: () => Promise<boolean>,
  options: SpawnOptions = {},
) {
  let child: ChildProcess | undefined;
  const lives = () => child !== undefined && child.exitCode === null && child.signalCode === null;
  return {
    async start() {
      child = spawn(command, args, { stdio: 'ignore', ...options });
      await until(isReady, `${command} is not ready`);
    },
    async kill() {
      if (child === undefined || !lives()) return;
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
    suspend: () => signalAll(child, 'STOP'),
    resume: () => signalAll(child, 'CONT'),
  };
}

/** A server may answer by processes of its own. */
function signalAll(server: ChildProcess | undefined, signal: 'STOP' | 'CONT'): void {
  if (server?.pid === undefined) return;
  spawnSync('pkill', [`-${signal}`, '-P', String(server.pid)]);
  server.kill(`SIG${signal}`);
}

async function until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(otherwise);
}

export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
