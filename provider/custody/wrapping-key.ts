import { randomBytes, randomUUID } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { ensureFolder } from '../stores/ensure-folder.js';
import { fileFailure } from '../stores/file-failure.js';
import { type FileSystem, fileErrorCode, nodeFileSystem } from '../stores/file-system.js';
import { linkDraft, removeIfThere } from '../stores/link-draft.js';
import { CustodyError } from './key-custody.js';
import { WRAPPING_KEY_BYTES } from './wrap.js';

const MAX_FILE_BYTES = 1024;
const GROUP_AND_OTHERS = 0o077;
const base64url = /^[\w-]{43}$/;

/** 32 random bytes. */
export function generateWrappingKey(): Uint8Array {
  return randomBytes(WRAPPING_KEY_BYTES);
}

/** Reads base64url (RFC 4648 section 5) of 32 bytes, space around it allowed. Throws CustodyError `wrapping_key_invalid`. */
export function readWrappingKey(text: string): Uint8Array {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, 'base64url');
  // Spelled back: of the last letter's bits some are unused, and a letter that sets them is a misprint.
  if (base64url.test(trimmed) && bytes.toString('base64url') === trimmed) return bytes;
  throw invalid(`a wrapping key is written as ${WRAPPING_KEY_BYTES} bytes in base64url, which is 43 letters`);
}

/** Reads a wrapping key that nobody but its owner can read. Never creates one. Rejects with CustodyError `wrapping_key_invalid`. */
export async function readWrappingKeyFile(path: string): Promise<Uint8Array> {
  const { bytes, mode } = await readSmallFile(path);
  // Windows has no such bits.
  if ((mode & GROUP_AND_OTHERS) !== 0 && process.platform !== 'win32')
    throw invalid(`the wrapping key in ${path} is open to other users; cure: chmod 600 ${path}`);
  try {
    return readWrappingKey(Buffer.from(bytes).toString('latin1'));
  } catch {
    throw invalid(`${path} does not hold a wrapping key: ${WRAPPING_KEY_BYTES} bytes in base64url`);
  }
}

/**
 * Makes a new wrapping key in a file of mode 0600, whole and durable, or answers false where there is a file of that name:
 * it is never replaced. Rejects with StoreError `store_unavailable`.
 */
export async function createWrappingKeyFile(
  path: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<boolean> {
  try {
    return !(await isThere(fileSystem, path)) && (await createFile(fileSystem, resolve(path)));
  } catch (error) {
    throw fileFailure(`the wrapping key file ${path} cannot be made`, error);
  }
}

async function createFile(fileSystem: FileSystem, path: string): Promise<boolean> {
  await ensureFolder(fileSystem, dirname(path));
  const draftPath = `${path}.draft-${randomUUID()}`;
  await fileSystem.create(draftPath);
  try {
    const text = `${Buffer.from(generateWrappingKey()).toString('base64url')}\n`;
    return await linkDraft(fileSystem, draftPath, path, Buffer.from(text));
  } finally {
    await removeIfThere(fileSystem, draftPath);
  }
}

async function isThere(fileSystem: FileSystem, path: string): Promise<boolean> {
  try {
    await fileSystem.read(path, MAX_FILE_BYTES);
    return true;
  } catch (error) {
    return fileErrorCode(error) !== 'ENOENT';
  }
}

async function readSmallFile(path: string) {
  try {
    return await nodeFileSystem.read(path, MAX_FILE_BYTES);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT')
      throw invalid(
        `there is no wrapping key file ${path}; keyturn init makes the first, for one that follows see "Turning the wrapping key"`,
      );
    throw invalid(`the wrapping key file ${path} cannot be read: ${code ?? 'unknown error'}`);
  }
}

function invalid(message: string): CustodyError {
  return new CustodyError('wrapping_key_invalid', message);
}
