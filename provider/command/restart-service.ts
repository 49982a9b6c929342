import { spawn } from 'node:child_process';
import { KeyturnError } from '@keyturn/shared/error-base';

/** The command that starts a service anew did not do it. What it printed went where this command's own complaints go. */
export class RestartError extends KeyturnError<'restart_failed'> {}

/** More than a service takes to answer. */
const TIME_LIMIT_MILLISECONDS = 120_000;

/**
 * Runs the words as a program, without a shell and without input, and waits until it ends: what it leaves running in the
 * background may go on. Rejects with RestartError.
 */
export function restartService(
  [program, ...args]: readonly [string, ...string[]],
  timeLimitMilliseconds = TIME_LIMIT_MILLISECONDS,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (how: string) =>
      reject(
        new RestartError(
          'restart_failed',
          `${program}, which is to start the service anew, ${how}; no drill`,
        ),
      );
    // Its output beside ours: standard output is for the reports.
    const child = spawn(program, args, {
      stdio: ['ignore', 2, 2],
      timeout: timeLimitMilliseconds,
      killSignal: 'SIGKILL',
    });
    child.once('error', (error) => fail(`could not be run (${'code' in error ? error.code : error.name})`));
    child.once('exit', (status, signal) => {
      if (status === 0) resolve();
      else if (signal === 'SIGKILL') fail(`took over ${timeLimitMilliseconds} ms or was killed`);
      else fail(`ended with ${status === null ? signal : `status ${status}`}`);
    });
  });
}
