import { VerificationRejection } from '../rejection.js';

const block = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END ([A-Z0-9 ]+)-----/g;

/** Whether bytes or text begin like PEM, after white space and a byte order mark. */
export const looksLikePem = (text: string): boolean => /^\s*-----BEGIN /.test(text.replace(/^\ufeff/, ''));

/** Whether there is a block on a line of its own; what stands before it is a comment. */
export const holdsPem = (text: string): boolean => /^-----BEGIN /m.test(text);

/** A private key, whatever else stands beside it. */
export const holdsPrivateKey = (text: string): boolean => /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text);

/** A marker, or the last line of a file that was cut within one. */
const strayMarker = /^-----|^-{1,5}\s*$(?![\s\S])/m;

/**
 * The DER of every block of one label (RFC 7468); text around the blocks is a comment. Half a block is not: a file that is
 * still being written, or was cut off, must not pass for one that has fewer.
 * @throws VerificationRejection x5c_private_key, x5c_encoding.
 */
export function readPem(text: string, label: 'CERTIFICATE' | 'X509 CRL'): readonly Uint8Array[] {
  if (holdsPrivateKey(text))
    throw new VerificationRejection('x5c_private_key', 'There is a private key where certificates belong.');
  if (strayMarker.test(text.replace(block, ''))) throw refusePem('half a block');
  return [...text.matchAll(block)].map(([, begin, body = '', end]) => {
    if (begin !== label || end !== label) throw refusePem(`a block that is no ${label}`);
    const der = decodeBase64(body.replace(/\s+/g, ''));
    if (der === undefined) throw refusePem('a block that is not base64');
    return der;
  });
}

/** Canonical base64 with its padding (RFC 4648 section 4), or undefined. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}

function refusePem(what: string): VerificationRejection {
  return new VerificationRejection('x5c_encoding', `PEM with ${what}.`);
}
