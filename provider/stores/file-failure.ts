import { fileErrorCode } from './file-system.js';
import { StoreError } from './ring-store.js';

/** What a failed file operation is to the store's user: `store_unavailable`, with the cure where there is one. */
export function fileFailure(doing: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = fileErrorCode(error) ?? 'unknown error';
  const cure = cures[code];
  return new StoreError('store_unavailable', `${doing}: ${code}${cure === undefined ? '' : `; ${cure}`}`, {
    cause: error,
  });
}

const cures: Readonly<Record<string, string>> = {
  EACCES: 'give the folder and its files to the user that runs the provider',
  EROFS: 'the folder is read-only: choose one that can be written',
  ENOSPC: 'the disk is full: make room',
  EDQUOT: 'the quota is used up: make room',
  ENOTDIR: 'a part of the path is a file: choose another folder',
};
