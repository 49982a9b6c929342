import { type Crl, readCrl } from '../x509/crl.js';
import { holdsPem, readPem } from '../x509/pem.js';
import { followCrls, type HeldCrls } from './follow-crls.js';
import type { FileReading } from './watched-file.js';

/** One or several CRLs, PEM or DER. @throws VerificationRejection */
export function readCrls(bytes: Uint8Array): readonly Crl[] {
  const text = Buffer.from(bytes).toString('latin1');
  const encodings = holdsPem(text) ? readPem(text, 'X509 CRL') : [bytes];
  return encodings.map((encoding) => readCrl(encoding));
}

/** Reads one file of CRLs again and again. A list that is older than was read before leaves that one in use. */
export function crlFileReader(): (bytes: Uint8Array) => FileReading<readonly Crl[]> {
  let held: HeldCrls = new Map();
  return (bytes) => {
    const followed = followCrls(held, readCrls(bytes));
    ({ held } = followed);
    return { value: followed.crls, isWhole: followed.refused.length === 0 };
  };
}
