import { KeyturnError } from '@keyturn/shared/error-base';

/** What is wrong with a key that somebody wants to bring in. Contract. */
export const keyImportErrors = {
  key_file_missing: 'there is no such file',
  key_file_unreadable: 'the file cannot be read, or is far too large for a key',
  key_malformed: 'neither a private key in PEM (PKCS #8, PKCS #1, SEC 1) nor a JWK',
  key_encrypted: 'the private key is encrypted',
  key_public_only: 'the private half is not there',
  key_symmetric: 'a symmetric key signs nothing that others could verify without being able to sign it',
  keys_several: 'there is more than one key',
  key_not_for_signing: 'its own use or key_ops say that it does not sign',
  key_algorithm_wrong: 'the algorithm of the series cannot use it',
  key_weak: 'an RSA key of less than 2048 bits, or with an exponent that is even or below 3',
  key_inconsistent: 'its private and its public half do not belong together',
  kid_invalid: 'a kid is 1 to 256 visible ASCII characters',
  kid_differs: 'the JWK has another kid than the one that was named',
  kid_unknown: 'no published key has this kid',
  key_import_unsupported: 'the custody of this provider takes no keys in',
} as const;

export type KeyImportErrorCode = keyof typeof keyImportErrors;

/** Nothing of the key is in its message. */
export class KeyImportError extends KeyturnError<KeyImportErrorCode> {
  /** @param cure what to do about it, or what else is known. */
  constructor(code: KeyImportErrorCode, cure?: string) {
    super(code, cure === undefined ? keyImportErrors[code] : `${keyImportErrors[code]}: ${cure}`);
  }
}
