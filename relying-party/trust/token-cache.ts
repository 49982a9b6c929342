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
  // By the end of the signature, since hashing all of a new string costs more than all the rest; the whole text is
  // compared then. Two tokens with one end push each other out, and that is all.
  const known = new Map<string, RememberedToken>();
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

/** 72 bits; so short that the engine copies it, and it keeps no token alive. */
const END_CHARACTERS = 12;

function endOf(token: string): string {
  return token.slice(-END_CHARACTERS);
}
