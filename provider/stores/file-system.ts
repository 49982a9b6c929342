import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, truncate, unlink } from 'node:fs/promises';

export interface FileContent {
  readonly bytes: Uint8Array;
  /** Permission bits, e.g. 0o600. */
  readonly mode: number;
}

/**
 * The few operations on files that custody and the file store lean on: one door, so that a fake which loses what was not
 * synced can stand in. Each rejects with an error whose `code` is that of the operating system (`ENOENT`, `EEXIST`, …).
 */
export interface FileSystem {
  /** Names in the folder. Entries that come or go meanwhile may be missing; those that stay are not. */
  list(folder: string): Promise<readonly string[]>;
  /** Rejects with `EFBIG` past `maxBytes`. */
  read(path: string, maxBytes: number): Promise<FileContent>;
  /** Creates an empty file of mode 0600. Rejects with `EEXIST`. */
  create(path: string): Promise<void>;
  /** Fills a file that exists; never creates one. Not durable before `syncFile`. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Adds to the end in one go, whoever else does so too; creates with mode 0600. Not durable before `syncFile`. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** Empties a file that exists. */
  empty(path: string): Promise<void>;
  /** The file's bytes survive a power loss from here on. */
  syncFile(path: string): Promise<void>;
  /** A second name for a file, only if nothing has that name: rejects with `EEXIST`. */
  link(path: string, newPath: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Creates the folder and its parents with mode 0700. Answers the first that it created. */
  makeFolder(path: string): Promise<string | undefined>;
  /** The folder's names survive a power loss from here on. */
  syncFolder(path: string): Promise<void>;
}

/** The code of a failed file operation; undefined for any other error. */
export function fileErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const OWNER_ONLY = 0o600;
const PERMISSION_BITS = 0o777;

export const nodeFileSystem: FileSystem = {
  list: (folder) => readdir(folder),
  read: (path, maxBytes) =>
    withFile(path, constants.O_RDONLY, async (file) => {
      const { size, mode } = await file.stat();
      if (size > maxBytes) throw Object.assign(new Error(`more than ${maxBytes} bytes`), { code: 'EFBIG' });
      return { bytes: await file.readFile(), mode: mode & PERMISSION_BITS };
    }),
  create: (path) =>
    withFile(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, () => Promise.resolve()),
  write: (path, bytes) => withFile(path, constants.O_WRONLY, (file) => file.writeFile(bytes)),
  append: (path, bytes) =>
    withFile(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND, (file) =>
      file.writeFile(bytes),
    ),
  empty: (path) => truncate(path),
  syncFile: (path) => withFile(path, constants.O_RDWR, (file) => file.sync()),
  link,
  remove: unlink,
  makeFolder: (path) => mkdir(path, { recursive: true, mode: 0o700 }),
  async syncFolder(path) {
    // Windows opens no folder, and its file system journals names by itself.
    if (process.platform !== 'win32') await withFile(path, constants.O_RDONLY, (folder) => folder.sync());
  },
};

async function withFile<Answer>(
  path: string,
  flags: number,
  use: (file: FileHandle) => Promise<Answer>,
): Promise<Answer> {
  const file = await open(path, flags, OWNER_ONLY);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
