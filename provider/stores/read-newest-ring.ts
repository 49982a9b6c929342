import { join } from 'node:path';
import type { KeyRing } from '../ring/key-ring.js';
import { fileFailure } from './file-failure.js';
import type { FileSystem } from './file-system.js';
import { fileErrorCode } from './file-system.js';
import { MAX_RING_BYTES, parseRing } from './ring-document.js';
import { findRingFiles, type RingFile } from './ring-file-names.js';
import { StoreError } from './ring-store.js';

export interface StoredRing {
  readonly base: number;
  readonly ring: KeyRing;
}

/** A reader that lost this many races in a row is not racing. */
const MAX_ATTEMPTS = 20;

/**
 * The ring that follows the highest epoch, and that one only: an older file is never an answer. Null where the folder is
 * absent or holds none. A file that vanished, or that cannot be read any more, was superseded while we looked, so the
 * folder is listed again; what stays unreadable is a StoreError.
 */
export async function readNewestRing(fs: FileSystem, folder: string): Promise<StoredRing | null> {
  let failure: StoreError | undefined;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const newest = findRingFiles(await listFolder(fs, folder)).at(-1);
    if (newest === undefined) return null;
    try {
      return { base: newest.base, ring: await readRing(fs, folder, newest) };
    } catch (error) {
      failure = fileFailure(`${newest.name} cannot be read`, error);
    }
  }
  throw failure;
}

/** The names in a folder; none where there is no folder. */
export async function listFolder(fs: FileSystem, folder: string): Promise<readonly string[]> {
  try {
    return await fs.list(folder);
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return [];
    throw fileFailure(`the folder ${folder} cannot be listed`, error);
  }
}

async function readRing(fs: FileSystem, folder: string, { name, base }: RingFile): Promise<KeyRing> {
  const ring = parseRing(decodeText(await readBytes(fs, join(folder, name))));
  if (ring.epoch <= base)
    throw new StoreError('ring_unreadable', `${name} holds epoch ${ring.epoch}, which cannot follow ${base}`);
  return ring;
}

async function readBytes(fs: FileSystem, path: string): Promise<Uint8Array> {
  try {
    return (await fs.read(path, MAX_RING_BYTES)).bytes;
  } catch (error) {
    if (fileErrorCode(error) !== 'EFBIG') throw error;
    throw new StoreError('ring_unreadable', `the ring document is larger than ${MAX_RING_BYTES} bytes`);
  }
}

/** Strict UTF-8: a damaged byte must not pass for a question mark. */
function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new StoreError('ring_unreadable', 'the ring document is no UTF-8');
  }
}
