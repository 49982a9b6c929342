import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { generateKey } from '../custody/generate-key.js';
import type { SeriesAlgorithm } from '../ring/key-ring.js';

const RSA_BITS = 2048;

/** The private key in a PEM file; undefined while there is no file. */
export async function readKeyFile(path: string): Promise<KeyObject | undefined> {
  if (!(await fileExists(path))) return undefined;
  return createPrivateKey(await readFile(path, 'utf8'));
}

/** A new key in a file, mode 0600. */
export async function makeKeyFile(path: string, alg: SeriesAlgorithm): Promise<KeyObject> {
  const { privateKey } = await generateKey(alg, RSA_BITS);
  await writeWhole(path, String(privateKey.export({ format: 'pem', type: 'pkcs8' })), 0o600);
  return privateKey;
}

export async function readOrMakeKey(path: string, alg: SeriesAlgorithm): Promise<KeyObject> {
  return (await readKeyFile(path)) ?? makeKeyFile(path, alg);
}

export function fileExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

/** Who reads it sees all of it or nothing. */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const draft = await writeDraft(path, text, mode);
  await rename(draft, path).catch(async (error: unknown) => {
    await unlink(draft);
    throw error;
  });
}

/** The same, and never overwrites: rejects with code EEXIST. */
export async function writeNew(path: string, text: string, mode: number): Promise<void> {
  const draft = await writeDraft(path, text, mode);
  try {
    await link(draft, path);
  } finally {
    await unlink(draft);
  }
}

/** Of a name that no other process writes to. Left behind by one that is killed, it is in nobody's way. */
async function writeDraft(path: string, text: string, mode: number): Promise<string> {
  const draft = `${path}.${randomUUID()}.draft`;
  const file = await open(draft, 'wx', mode);
  try {
    // The umask may have taken more away than meant; a key must not be given more either.
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return draft;
}
