import { KeyturnError } from '@keyturn/shared/error-base';

/**
 * `chain_invalid`: not certificates, not in order, or not of a token signer. `chain_key_mismatch`: the first certificate
 * is of another key. `authority_exists`, `authority_missing`, `authority_unreadable`: the folder of the built-in CA.
 * `serial_invalid`: no serial number of a certificate. `upstream_failed`: who should issue a certificate does not. `name_invalid`: no certificate can say this.
 * `id_token_refused`: x5c is not for ID tokens. `certificates_not_configured`: there is nothing to sign with on this path.
 */
export type CertificateErrorCode =
  | 'chain_invalid'
  | 'chain_key_mismatch'
  | 'authority_exists'
  | 'authority_missing'
  | 'authority_unreadable'
  | 'serial_invalid'
  | 'upstream_failed'
  | 'name_invalid'
  | 'id_token_refused'
  | 'certificates_not_configured';

/** What is wrong with certificates on the signer's side. Never carries a key. */
export class CertificateError extends KeyturnError<CertificateErrorCode> {}
