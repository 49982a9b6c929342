import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything that the service keeps. Who has all of it can sign as the service: in earnest, keep the wrapping key elsewhere. */
export interface Folder {
  readonly usersFile: string;
  readonly keysFolder: string;
  readonly wrappingKeyFile: string;
  /** Only an empty folder may get new keys: one that lost them shall be noticed, not replaced. */
  readonly isNew: boolean;
}

export async function openFolder(path: string): Promise<Folder> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const isNew = (await readdir(path)).length === 0;
  const wrappingKeyFile = join(path, 'wrapping-key');
  if (isNew)
    await writeFile(wrappingKeyFile, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return { usersFile: join(path, 'users.sqlite'), keysFolder: join(path, 'keys'), wrappingKeyFile, isNew };
}
