import { KeyturnError } from '@keyturn/shared/error-base';

/** Why what is kept is not used, or nothing can be kept: `reason` of the event `store.failed`. */
export type RecordRefusalCode =
  | 'store_failed'
  | 'store_slow'
  | 'record_corrupt'
  | 'record_seal_broken'
  | 'record_of_another_place'
  | 'record_from_the_future'
  | 'record_too_old';

export class RecordRefusal extends KeyturnError<RecordRefusalCode> {}
