import { limits } from '../limits.js';
import type { DecodeBase64url } from './base64url.js';
import { copyText } from './copy-text.js';
import { readHeader, type UnverifiedHeader } from './header.js';

/** Headers by their exact segment: an issuer's tokens share theirs, so it is parsed once. */
export interface RememberedHeaders {
  read(segment: string): UnverifiedHeader;
  /** Only headers of VERIFIED tokens are kept: a flood of forged ones pushes none out. */
  remember(segment: string, header: UnverifiedHeader): void;
}

export function createRememberedHeaders(decode: DecodeBase64url): RememberedHeaders {
  const known = new Map<string, RememberedHeader>();
  // One look at the last one is cheaper than a hash of the segment, and mostly it is the one.
  let last: RememberedHeader | undefined;
  return {
    read(segment) {
      if (last?.segment === segment) return last.header;
      const found = known.get(segment);
      if (found === undefined) return readHeader(segment, decode);
      last = found;
      return found.header;
    },
    remember(segment, header) {
      // A nonce makes each header one of its kind: keeping it would push out those that come again.
      if (last?.header === header || header.members.nonce !== undefined || known.has(segment)) return;
      const [oldest] = known.keys();
      if (known.size >= limits.maxRememberedHeaders && oldest !== undefined) known.delete(oldest);
      last = { segment: copyText(segment), header };
      known.set(last.segment, last);
    },
  };
}

interface RememberedHeader {
  readonly segment: string;
  readonly header: UnverifiedHeader;
}
