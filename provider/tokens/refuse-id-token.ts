import { CertificateError } from '../certificates/certificate-error.js';

/** What only ID tokens say (OpenID Connect Core 1.0 sections 2 and 3.3.2.11). */
const idTokenClaims = ['nonce', 'at_hash', 'c_hash', 'auth_time'] as const;
const idTokenTypes: ReadonlySet<string> = new Set(['jwt', 'id_token+jwt', 'id+jwt']);

/**
 * OpenID Connect Core 1.0 section 2: ID tokens SHOULD NOT use x5c. An ID token has no type of its own, so the general one
 * is refused as well (RFC 8725 section 3.11 asks for a type anyway). Throws CertificateError `id_token_refused`.
 */
export function refuseIdToken(typ: string, claims: Readonly<Record<string, unknown>>): void {
  const bareType = typ.toLowerCase().replace(/^application\//, '');
  if (!idTokenTypes.has(bareType) && !idTokenClaims.some((name) => Object.hasOwn(claims, name))) return;
  throw new CertificateError(
    'id_token_refused',
    'x5c is not for ID tokens (OpenID Connect Core 1.0 section 2): sign them on the path discovery, or give the token a typ of its own',
  );
}
