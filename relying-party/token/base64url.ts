import { base64urlAlphabet } from './base64url-alphabet.js';

const sextets = Int8Array.from({ length: 128 }, (_, code) =>
  base64urlAlphabet.indexOf(String.fromCharCode(code)),
);

/**
 * Decodes canonical base64url (RFC 4648 section 5, no padding) or answers undefined: a character outside the
 * alphabet, a length that no bytes have, or spare bits that are not zero. One text for each sequence of bytes.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const tail = text.length % 4;
  if (tail === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let at = 0;
  let held = 0;
  let heldBits = 0;
  for (let i = 0; i < text.length; i++) {
    const sextet = sextets[text.charCodeAt(i)] ?? -1;
    if (sextet < 0) return undefined;
    held = (held << 6) | sextet;
    heldBits += 6;
    if (heldBits < 8) continue;
    heldBits -= 8;
    bytes[at++] = held >> heldBits;
    held &= (1 << heldBits) - 1;
  }
  return held === 0 ? bytes : undefined;
}

/** The same answers everywhere; a platform may have a faster way. */
export interface DecodeBase64url {
  (text: string): Uint8Array | undefined;
  /** Where there is one, what is read at once is decoded here, and no memory of its own is taken for it. */
  readonly scratch?: Base64urlScratch;
}

/** Memory that the next text overwrites. Nothing in it outlives the call that filled it. */
export interface Base64urlScratch {
  readonly bytes: Uint8Array;
  /** Decodes canonical base64url into `bytes`: how many they are, or -1. */
  fill(text: string): number;
  /** The first bytes as text, when all of them are ASCII. */
  readAscii(length: number): string;
}
