import { copyText } from '../token/copy-text.js';
import { freezeDeep } from '../token/freeze-deep.js';
import type { UnverifiedHeader } from '../token/header.js';
import type { IssuerParty } from './trust-path.js';
import type { VerifiedToken } from './verified-token.js';

/** What never changes about a token once it is verified. All else is asked again each time it comes. */
export interface RememberedToken {
  readonly party: IssuerParty;
  readonly header: UnverifiedHeader;
  /** Before the path's own conclusion. */
  readonly verified: VerifiedToken;
}

/** Verified tokens by their exact text: every character counts, no digest stands for them. */
export interface TokenCache {
  find(unverifiedToken: string): RememberedToken | undefined;
  /** Only what was VERIFIED is kept, so that forged tokens push none out. */
  keep(token: string, remembered: RememberedToken): void;
  drop(token: string): void;
}

/** The oldest goes first. */
export function createTokenCache(maxTokens: number): TokenCache {
  const known = new Map<string, RememberedToken>();
  return {
    find: (unverifiedToken) => known.get(unverifiedToken),
    keep(token, remembered) {
      known.delete(token);
      const [oldest] = known.keys();
      if (known.size >= maxTokens && oldest !== undefined) known.delete(oldest);
      // Everybody who brings the token gets the same claims: nobody may change them for the next.
      freezeDeep(remembered.verified);
      known.set(copyText(token), remembered);
    },
    drop(token) {
      known.delete(token);
    },
  };
}
