import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { outerEnvironment, type ProcessPlace } from '../support/run-process.js';

const pollMilliseconds = 50;
const mostPolls = 1200;

/** A block that goes on running. Stops as a person would stop it: by Ctrl-C. */
export class Service {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = '';

  constructor(script: string, { cwd, env }: ProcessPlace) {
    // A process group of its own, because Ctrl-C reaches every process in front of the terminal.
    this.#child = spawn('sh', ['-eu', '-c', script], {
      cwd,
      env: { ...outerEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const keep = (text: Buffer) => {
      this.#output += text.toString();
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
    });
  }

  /** What it wrote so far. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Until somebody listens on the port. Rejects with what the service wrote when it ends before, or after a minute. */
  async waitForPort(port: number): Promise<void> {
    for (let poll = 0; poll < mostPolls; poll++) {
      if (await isOpen(port)) return;
      if (!this.isRunning)
        throw new Error(`the service ended before it listened on ${port}:\n${this.#output}`);
      await sleep(pollMilliseconds);
    }
    throw new Error(`the service does not listen on ${port}:\n${this.#output}`);
  }

  /** Resolves when it is gone, by itself or by force; the answer says whether force was needed. */
  async stop(patienceMilliseconds: number): Promise<'ended' | 'killed'> {
    this.#signal('SIGINT');
    const stopped = new AbortController();
    const first = await Promise.race([
      this.#ended.then(() => 'ended' as const),
      sleep(patienceMilliseconds, 'killed' as const, { signal: stopped.signal }).catch(
        () => 'killed' as const,
      ),
    ]);
    stopped.abort();
    if (first === 'killed') this.#signal('SIGKILL');
    await this.#ended;
    return first;
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid !== undefined && this.isRunning) process.kill(-pid, signal);
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, 'localhost');
    const answer = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => answer(true)).once('error', () => answer(false));
  });
}
