import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { outerEnvironment, runToSuccess } from '../support/run-process.js';

const command = fileURLToPath(new URL('../../provider/bin/keyturn.js', import.meta.url));

/** One run of `keyturn start`, from its first to its last moment. */
export interface ProviderProcess {
  /** Its port, once it listens; undefined where it was killed before that. Rejects where it ended by itself. */
  readonly listening: Promise<number | undefined>;
  /** Resolves when it is gone, however it went. */
  readonly ended: Promise<void>;
  /** From now on a seam that was loaded before it counts. */
  arm(): void;
  /** SIGKILL: nothing is finished, nothing is said. */
  kill(): Promise<void>;
}

/** Creates the ring of a configuration file. */
export function initRing(folder: string, file: string): Promise<string> {
  return runToSuccess(process.execPath, [command, 'init', '--config', file], { cwd: folder });
}

/**
 * Starts the command as a person does.
 * @param preload what is loaded before it.
 */
export function startProvider(
  folder: string,
  file: string,
  preload: readonly string[] = [],
): ProviderProcess {
  const imports = preload.flatMap((url) => ['--import', url]);
  const child = spawn(process.execPath, [...imports, command, 'start', '--config', file], {
    cwd: folder,
    env: outerEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close').then(() => {});
  const endedBefore = ended.then(() => {
    if (child.signalCode === 'SIGKILL') return undefined;
    throw new Error(`the provider ended with ${child.exitCode}`);
  });
  return {
    listening: Promise.race([heardPort(child), endedBefore]),
    ended,
    arm: () => void child.kill('SIGUSR2'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** From the first thing that it says. */
function heardPort({ stdout }: ChildProcess): Promise<number> {
  let said = '';
  return new Promise((resolve) =>
    stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const port = / on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    }),
  );
}
