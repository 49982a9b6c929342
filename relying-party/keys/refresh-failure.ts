import { KeyturnError } from '@keyturn/shared/error-base';

/** Every reason why what was read cannot be used, although it was read. */
export type RefreshFailureCode =
  | 'discovery_invalid'
  | 'discovery_issuer_mismatch'
  | 'discovery_algorithms_unfit'
  | 'json_invalid'
  | 'json_too_deep'
  | 'keys_missing'
  | 'keys_too_many'
  | 'keys_unusable'
  | 'keys_doubtful';

/** A provider answered, and its answer is not used. */
export class RefreshFailure extends KeyturnError<RefreshFailureCode> {}
