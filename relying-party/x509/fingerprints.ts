import { createHash } from 'node:crypto';
import { thumbprintInput } from '../signature/thumbprint.js';
import type { Certificate } from './certificate.js';
import { publicJwkOf } from './public-jwk-of.js';

/** SHA-256 of the whole certificate, in hex: what tools print as its fingerprint. */
export const certificateSha256 = ({ encoding }: Certificate): string => encodingSha256(encoding);

export const encodingSha256 = (encoding: Uint8Array): string => digest('sha256', encoding).toString('hex');

/** SHA-256 of the SubjectPublicKeyInfo, in hex: the same for all certificates of one key. */
export const keySha256 = ({ key }: Certificate): string => digest('sha256', key.encoding).toString('hex');

/** RFC 7638 thumbprint of the key, base64url of SHA-256. */
export const keyThumbprint = ({ key }: Certificate): string =>
  digest('sha256', Buffer.from(thumbprintInput(publicJwkOf(key)))).toString('base64url');

/** What `x5t` and `x5t#S256` say of a certificate (RFC 7515 sections 4.1.7 and 4.1.8). */
export const headerThumbprints = {
  x5t: oncePerCertificate(({ encoding }) => digest('sha1', encoding).toString('base64url')),
  'x5t#S256': oncePerCertificate(({ encoding }) => digest('sha256', encoding).toString('base64url')),
} as const;

/** A certificate whose chain is remembered comes with every token of its key. */
function oncePerCertificate(of: (certificate: Certificate) => string): (certificate: Certificate) => string {
  const known = new WeakMap<Certificate, string>();
  return (certificate) => {
    const text = known.get(certificate) ?? of(certificate);
    known.set(certificate, text);
    return text;
  };
}

function digest(name: 'sha1' | 'sha256', bytes: Uint8Array): Buffer {
  return createHash(name).update(bytes).digest();
}
