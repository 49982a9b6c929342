import { KeyturnError } from '@keyturn/shared/error-base';

/** Every reason why a document was not read. */
export type FetchFailureCode =
  | 'url_refused'
  | 'address_refused'
  | 'address_check_unavailable'
  | 'connection_failed'
  | 'deadline_exceeded'
  | 'redirect_refused'
  | 'status_unexpected'
  | 'content_type_unexpected'
  | 'encoding_refused'
  | 'body_too_large';

/** A document could not be read. Says what to change where there is something to change. */
export class FetchFailure extends KeyturnError<FetchFailureCode> {}
