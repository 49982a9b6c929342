import { decodeBase64url } from '../token/base64url.js';

/** A client certificate: DER, PEM, or anything with its DER as `raw`, such as Node's `X509Certificate`. */
export type GivenCertificate = Uint8Array | string | { readonly raw: Uint8Array };

const pemBlock =
  /^[\t\r\n ]*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\t\r\n ]+)-----END CERTIFICATE-----[\t\r\n ]*$/;
const maxCertificateBytes = 16 * 1024;

/** The DER of one certificate, whole and nothing behind it; undefined where it is none. */
export function readCertificate(given: GivenCertificate): Uint8Array | undefined {
  if (typeof given === 'string') return readPemCertificate(given);
  const der = given instanceof Uint8Array ? given : given.raw;
  return der instanceof Uint8Array && isOneSequence(der) ? der : undefined;
}

/** One block: of a chain it would be a guess which one is the client's. */
function readPemCertificate(text: string): Uint8Array | undefined {
  const body = pemBlock.exec(text)?.[1];
  return body === undefined ? undefined : readBase64Certificate(body.replace(/\s+/g, ''));
}

/** Canonical base64 with its padding (RFC 4648 section 4). */
export function readBase64Certificate(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || text.length > (maxCertificateBytes * 4) / 3) return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const der = decodeBase64url(text.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'));
  return der !== undefined && isOneSequence(der) ? der : undefined;
}

/**
 * Whether bytes are one DER SEQUENCE of over 255 bytes (X.690 sections 8.1.2 and 10.1), as each certificate is. What is in
 * it is the affair of TLS: here only its hash counts, and that of anything else is in no token.
 */
function isOneSequence(bytes: Uint8Array): boolean {
  const [tag, form, high = 0, low = 0] = bytes;
  return (
    tag === 0x30 &&
    form === 0x82 &&
    bytes.length === 4 + high * 256 + low &&
    bytes.length <= maxCertificateBytes
  );
}
