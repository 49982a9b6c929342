import { type Crl, readCrl } from '../x509/crl.js';
import { holdsPem, readPem } from '../x509/pem.js';
import { followCrls, type HeldCrls } from './follow-crls.js';

/** One or several CRLs, PEM or DER. @throws VerificationRejection */
export function readCrls(bytes: Uint8Array): readonly Crl[] {
  const text = Buffer.from(bytes).toString('latin1');
  const encodings = holdsPem(text) ? readPem(text, 'X509 CRL') : [bytes];
  return encodings.map((encoding) => readCrl(encoding));
}

/**
 * Reads one file of CRLs again and again. A list that is older than was read before leaves that one in use.
 * @param onOlder told of each reading that held such a list.
 */
export function crlFileReader(onOlder: () => void): (bytes: Uint8Array) => readonly Crl[] {
  let held: HeldCrls = new Map();
  return (bytes) => {
    const followed = followCrls(held, readCrls(bytes));
    ({ held } = followed);
    if (followed.refused.length > 0) onOlder();
    return followed.crls;
  };
}
