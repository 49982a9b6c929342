import { limits } from '../limits.js';
import type { DecodeBase64url } from './base64url.js';
import { base64urlAlphabet } from './base64url-alphabet.js';

/** `decodeBase64url` by Buffer: the same answers at a quarter of the time for an RSA signature. */
export const decodeBase64urlByBuffer: DecodeBase64url = Object.assign(decode, { scratch: createScratch() });

function decode(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return isCanonical(text, bytes.length) ? bytes : undefined;
}

/** One for all: reading a segment is never interrupted. */
function createScratch() {
  const bytes = Buffer.allocUnsafeSlow(limits.scratchBytes);
  return {
    bytes,
    fill(text: string): number {
      const length = bytes.write(text, 0, 'base64url');
      return isCanonical(text, length) ? length : -1;
    },
    readAscii: (length: number) => bytes.toString('latin1', 0, length),
  };
}

/**
 * Buffer passes over what does not belong, so its answer is held to the text. No character is beyond Latin-1, since it
 * reads the low byte of any other; none is of the other alphabet, which it knows as well; as many bytes came out as
 * these characters make, so that none was passed over; and the bits of the last that make no byte are zero.
 */
function isCanonical(text: string, decodedBytes: number): boolean {
  const { length } = text;
  return (
    decodedBytes === (length * 3) >> 2 &&
    length % 4 !== 1 &&
    !beyondLatin1.test(text) &&
    !text.includes('+') &&
    !text.includes('/') &&
    ((spareBits[length % 4] ?? 0) & base64urlAlphabet.indexOf(text.charAt(length - 1))) === 0
  );
}

/** Costs nothing on a string of single bytes, where it cannot match. */
const beyondLatin1 = /[^\0-\xff]/;

/** Of the last character, by how many characters are left after the last group of four. */
const spareBits = [0, 0, 0b1111, 0b11] as const;
