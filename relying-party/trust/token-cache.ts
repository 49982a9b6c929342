import { copyText } from '../token/copy-text.js';
import { freezeDeep } from '../token/freeze-deep.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { IssuerParty } from './trust-path.js';
import type { VerifiedToken } from './verified-token.js';

/** What never changes about a token once it is verified. All else is asked again each time it comes. */
export interface RememberedToken {
  readonly token: string;
  readonly party: IssuerParty;
  readonly header: UnverifiedHeader;
  /** Before the path's own conclusion. */
  readonly verified: VerifiedToken;
}

/** Verified tokens by their exact text: every character counts. */
export interface TokenCache {
  find(unverifiedToken: string): RememberedToken | undefined;
  /** Only what was VERIFIED is kept, so that forged tokens push none out. */
  keep(remembered: RememberedToken): void;
  drop(token: string): void;
}

/** The oldest goes first. */
export function createTokenCache(maxTokens: number): TokenCache {
  // By a number made of the end of the signature: to hash all of a new string costs more than all the rest, and a key that
  // is text would be one more place in memory to wait for. The whole text is compared then. Two tokens with one number
  // push each other out, and that is all.
  const known = new Map<number, RememberedToken>();
  return {
    find(unverifiedToken) {
      const entry = known.get(endOf(unverifiedToken));
      return entry?.token === unverifiedToken ? entry : undefined;
    },
    keep({ token, party, header, verified }) {
      const end = endOf(token);
      known.delete(end);
      const [oldest] = known.keys();
      if (known.size >= maxTokens && oldest !== undefined) known.delete(oldest);
      // Everybody who brings the token gets the same claims: nobody may change them for the next.
      freezeDeep(verified);
      known.set(end, { token: copyText(token), party, header, verified });
    },
    drop(token) {
      known.delete(endOf(token));
    },
  };
}

/** The last of a segment may have few bits of its own. */
const END_CHARACTERS = 7;

/** 32 bits, small enough that the engine keeps them in place. */
function endOf(token: string): number {
  let end = 0;
  for (let at = Math.max(0, token.length - END_CHARACTERS); at < token.length; at++)
    end = (Math.imul(end, 67) + token.charCodeAt(at)) | 0;
  return end;
}
