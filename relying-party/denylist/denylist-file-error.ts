import { KeyturnError } from '@keyturn/shared/error-base';

/** Why a denylist file is not used. */
export type DenylistFileErrorCode =
  | 'denylist_unreadable'
  | 'denylist_malformed'
  | 'denylist_untrusted'
  | 'denylist_older';

/** Carries nothing of the list; compare by `code`. */
export class DenylistFileError extends KeyturnError<DenylistFileErrorCode> {}
