import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder on the real disk, removed when the test ends. */
export async function scratchFolder(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'keyturn-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
