import { open, unlink } from 'node:fs/promises';
import { refuseWriting } from './own-key-file.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const TRIES = 50;
const PAUSE_MILLISECONDS = 100;

/**
 * Reads and rewrites a file while no other command does: of two who add to a list at once, the later would take the
 * entries of the earlier off again. Rejects with UsageError where another holds the file for longer than any of them takes.
 */
export async function changeInTurn<Answer>(
  terminal: Pick<Terminal, 'wait'>,
  file: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const lock = `${file}.lock`;
  for (let tries = 0; !(await take(lock)); tries++) {
    if (tries === TRIES)
      throw new UsageError(`another command is changing ${file}; if none is, it was killed: remove ${lock}`);
    await terminal.wait(PAUSE_MILLISECONDS);
  }
  try {
    return await work();
  } finally {
    await unlink(lock);
  }
}

async function take(lock: string): Promise<boolean> {
  const taken = await open(lock, 'wx', 0o600).catch((error: NodeJS.ErrnoException) =>
    error.code === 'EEXIST' ? undefined : refuseWriting(lock)(error),
  );
  await taken?.close();
  return taken !== undefined;
}
