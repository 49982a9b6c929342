import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { ClaimsAt } from './sign-token.js';

export interface InnerSubject {
  readonly subject: string;
  readonly audience: string;
  /** Space-separated (RFC 6749 section 3.3). */
  readonly scope: string | undefined;
  /** Names this inner, and it alone, on a denylist. */
  readonly jti: string;
  /** The holder's key as it was proven, without a name. */
  readonly jwk: PublicJwk;
  /** The one algorithm of that key, as its holder spells it. */
  readonly alg: string;
  /** RFC 7638. */
  readonly thumbprint: string;
}

/** The claims of an inner JWT: for whom, at which service, and the key that its holder signs requests with. */
export function innerClaims({ subject, audience, scope, jti, jwk, alg, thumbprint }: InnerSubject): ClaimsAt {
  return ({ issuer, issuedAtSeconds, expiresAtSeconds }) => ({
    iss: issuer,
    sub: subject,
    aud: audience,
    iat: issuedAtSeconds,
    exp: expiresAtSeconds,
    jti,
    ...(scope === undefined ? {} : { scope }),
    tjwk: { ...jwk, alg, kid: thumbprint },
  });
}
