import type { ClaimsAt } from './sign-token.js';
import { newTokenId } from './token-id.js';

export interface AccessTokenSubject {
  readonly subject: string;
  readonly clientId: string;
  readonly audience: string;
  /** Space-separated (RFC 6749 section 3.3). */
  readonly scope: string | undefined;
}

/** The claims of an access token (RFC 9068 section 2.2), once its issuer and its times are known. */
export function accessTokenClaims({ subject, clientId, audience, scope }: AccessTokenSubject): ClaimsAt {
  return ({ issuer, issuedAtSeconds, expiresAtSeconds }) => ({
    iss: issuer,
    sub: subject,
    client_id: clientId,
    aud: audience,
    iat: issuedAtSeconds,
    exp: expiresAtSeconds,
    jti: newTokenId(),
    ...(scope === undefined ? {} : { scope }),
  });
}
