import { KeyturnError } from '@keyturn/shared/error-base';

/** Every reason not to use a key of a set. */
export type KeyRefusalCode =
  | 'key_private'
  | 'key_malformed'
  | 'key_type_unfit'
  | 'key_curve_unfit'
  | 'key_algorithm_unfit'
  | 'key_use_unfit'
  | 'key_operations_unfit'
  | 'rsa_size_refused'
  | 'rsa_exponent_refused'
  | 'rsa_modulus_refused'
  | 'point_not_on_curve'
  | 'point_of_small_order'
  | 'certificate_mismatch'
  | 'key_import_failed';

/** Why a key is not used. The message names the member at fault and never its value. */
export class KeyRefusal extends KeyturnError<KeyRefusalCode> {}
