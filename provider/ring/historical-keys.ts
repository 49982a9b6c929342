import { type PublicJwk, toPublicJwk } from '@keyturn/shared/public-jwk';
import type { FormerKey } from './key-ring.js';

/** The reasons that OpenID Federation 1.0 defines for everybody to understand (section 8.7.3). */
const revocationReasons = ['unspecified', 'compromised', 'superseded'] as const;
export type RevocationReason = (typeof revocationReasons)[number];

/** One key of the history, in the form of OpenID Federation 1.0 section 8.7.2. Instants are whole seconds. */
export interface HistoricalKey extends PublicJwk {
  /** When it was published first. */
  readonly iat: number;
  /** When it left the key set: from then on it is good for nothing new. */
  readonly exp: number;
  readonly revoked?: { readonly revoked_at: number; readonly reason?: RevocationReason };
}

/** What the issuer says of a key that ended. Pure. Public members alone, and of the reason no more than its first word. */
export function historicalKey(former: FormerKey): HistoricalKey {
  const { kid, alg, publicJwk, state, publishedAtSeconds, endedAtSeconds } = former;
  const exp = Math.floor(endedAtSeconds);
  const reason = publicReason(former.reason);
  return {
    ...toPublicJwk({ ...publicJwk }),
    kid,
    alg,
    use: 'sig',
    iat: Math.floor(publishedAtSeconds),
    exp,
    ...(state === 'revoked'
      ? { revoked: { revoked_at: exp, ...(reason === undefined ? {} : { reason }) } }
      : {}),
  };
}

/**
 * The journal's reason is for operators: it may name people and machines. What begins with a word that the standard knows
 * (`compromised: a laptop was stolen`) is published as that word, anything else not at all.
 */
function publicReason(reason: string | null): RevocationReason | undefined {
  const [first = ''] = /^[a-z]+/i.exec(reason ?? '') ?? [];
  return revocationReasons.find((known) => known === first.toLowerCase());
}
