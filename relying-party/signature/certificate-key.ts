import type { DecodeBase64url } from '../token/base64url.js';

/**
 * Whether a certificate of a JWK's `x5c` holds the key with these bytes. It reads the key out of the certificate and
 * judges nothing else in it: trust in this set comes from the set, not from the certificate.
 * @param certificate base64 of DER (RFC 7517 section 4.7).
 * @param keyBytes the content of subjectPublicKey (RFC 5280 section 4.1.2.7).
 */
export function certificateHoldsKey(
  certificate: string,
  keyBytes: Uint8Array,
  decode: DecodeBase64url,
): boolean {
  const der = decode(
    certificate
      .replace(/={1,2}$/, '')
      .replaceAll('+', '-')
      .replaceAll('/', '_'),
  );
  const held = der === undefined ? undefined : readSubjectPublicKey(der);
  return held?.length === keyBytes.length && held.every((byte, at) => byte === keyBytes[at]);
}

/** RSAPublicKey of RFC 8017 appendix A.1.1: a sequence of two positive integers. */
export function encodeRsaPublicKey(n: Uint8Array, e: Uint8Array): Uint8Array {
  return encode(tag.sequence, Uint8Array.of(...encodePositive(n), ...encodePositive(e)));
}

const tag = { integer: 0x02, bitString: 0x03, sequence: 0x30, version: 0xa0 } as const;

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly rest: Uint8Array;
}

function readSubjectPublicKey(certificate: Uint8Array): Uint8Array | undefined {
  const toBeSigned = enter(enter(certificate)?.content);
  let fields = toBeSigned?.content;
  if (readElement(fields)?.tag === tag.version) fields = readElement(fields)?.rest;
  // serialNumber, signature, issuer, validity, subject
  for (let skipped = 0; skipped < 5; skipped++) fields = readElement(fields)?.rest;
  const key = readElement(enter(enter(fields)?.content)?.rest);
  // The first octet counts unused bits, of which a key has none.
  return key?.tag === tag.bitString && key.content[0] === 0 ? key.content.subarray(1) : undefined;
}

function enter(bytes: Uint8Array | undefined): Element | undefined {
  const element = readElement(bytes);
  return element?.tag === tag.sequence ? element : undefined;
}

function readElement(bytes: Uint8Array | undefined): Element | undefined {
  const [type, first] = bytes ?? [];
  if (bytes === undefined || type === undefined || first === undefined) return undefined;
  const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
  if (lengthOctets > 3 || bytes.length < 2 + lengthOctets) return undefined;
  let length = lengthOctets === 0 ? first : 0;
  for (const octet of bytes.subarray(2, 2 + lengthOctets)) length = length * 256 + octet;
  const start = 2 + lengthOctets;
  if (bytes.length < start + length) return undefined;
  return { tag: type, content: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

function encodePositive(number: Uint8Array): Uint8Array {
  return encode(tag.integer, (number[0] ?? 0) < 0x80 ? number : Uint8Array.of(0, ...number));
}

function encode(type: number, content: Uint8Array): Uint8Array {
  const octets: number[] = [];
  for (let left = content.length; left > 0; left >>= 8) octets.unshift(left & 0xff);
  const length = content.length < 0x80 ? [content.length] : [0x80 | octets.length, ...octets];
  return Uint8Array.of(type, ...length, ...content);
}
