import type { Certificate } from './certificate.js';
import { certificateSha256, encodingSha256, keySha256, keyThumbprint } from './fingerprints.js';
import { signatureTwinsOf } from './signature-twin.js';
import { writeName } from './write-name.js';

/** Certificates and keys that are refused although their path holds: whatever is stolen, until it has expired. */
export interface Denylist {
  /** SHA-256 of certificates, hex in lower case. */
  readonly certificates: ReadonlySet<string>;
  /** SHA-256 of SubjectPublicKeyInfos, hex in lower case. */
  readonly keys: ReadonlySet<string>;
  /** RFC 7638 thumbprints, base64url. */
  readonly thumbprints: ReadonlySet<string>;
  /** Each `issuerSerial` of a certificate. */
  readonly issuerSerials: ReadonlySet<string>;
}

export const emptyDenylist: Denylist = {
  certificates: new Set(),
  keys: new Set(),
  thumbprints: new Set(),
  issuerSerials: new Set(),
};

/** Issuer and serial as one text. @param serial hex, with or without leading zeros. */
export function issuerSerial(issuerName: string, serial: string): string {
  return `${serial.toLowerCase().replace(/^0+(?=.)/, '')} ${issuerName}`;
}

/** A list that nothing is on costs nothing. */
export function isDenied(denylist: Denylist, certificate: Certificate): boolean {
  const { certificates, keys, thumbprints, issuerSerials } = denylist;
  return (
    (certificates.size > 0 && hashesOf(certificate).some((hash) => certificates.has(hash))) ||
    (keys.size > 0 && keys.has(keySha256(certificate))) ||
    (thumbprints.size > 0 && thumbprints.has(keyThumbprint(certificate))) ||
    (issuerSerials.size > 0 &&
      issuerSerials.has(issuerSerial(writeName(certificate.issuer), certificate.serial)))
  );
}

/** Its own, and those of the files that whoever holds it can make of it without anybody's key. */
function hashesOf(certificate: Certificate): readonly string[] {
  return [certificateSha256(certificate), ...signatureTwinsOf(certificate).map(encodingSha256)];
}
