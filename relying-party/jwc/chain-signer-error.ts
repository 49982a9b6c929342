import { KeyturnError } from '@keyturn/shared/error-base';

/** Why the holder cannot sign. */
export type ChainSignerErrorCode =
  | 'inner_unavailable'
  | 'inner_refused'
  | 'inner_unusable'
  | 'inner_of_another_key'
  | 'audience_missing'
  | 'claim_reserved'
  | 'token_too_large'
  | 'signer_closed';

/** Carries no token and no key; compare by `code`. */
export class ChainSignerError extends KeyturnError<ChainSignerErrorCode> {}
