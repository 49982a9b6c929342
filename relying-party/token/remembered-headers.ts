import { limits } from '../limits.js';
import type { DecodeBase64url } from './base64url.js';
import { readHeader, type UnverifiedHeader } from './header.js';

/** Headers by their exact segment: an issuer's tokens share theirs, so it is parsed once. */
export interface RememberedHeaders {
  read(segment: string): UnverifiedHeader;
  /** Only headers of VERIFIED tokens are kept: a flood of forged ones pushes none out. */
  remember(segment: string, header: UnverifiedHeader): void;
}

export function createRememberedHeaders(decode: DecodeBase64url): RememberedHeaders {
  const known = new Map<string, UnverifiedHeader>();
  return {
    read: (segment) => known.get(segment) ?? readHeader(segment, decode),
    remember(segment, header) {
      // A nonce makes each header one of its kind: keeping it would push out those that come again.
      if (known.has(segment) || header.members.nonce !== undefined) return;
      const [oldest] = known.keys();
      if (known.size >= limits.maxRememberedHeaders && oldest !== undefined) known.delete(oldest);
      known.set(copyText(segment), header);
    },
  };
}

/** A slice keeps the text it was cut from alive: the whole token, signature included. */
function copyText(segment: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(segment));
}
