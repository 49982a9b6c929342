import { VerificationRejection } from '../rejection.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import type { LiveNames } from './options.js';

/** Undefined where nothing of the kind is listed. */
export interface Denylist {
  readonly jtis: LiveNames | undefined;
  readonly keyThumbprints: LiveNames | undefined;
}

export const emptyDenylist: Denylist = { jtis: undefined, keyThumbprints: undefined };

/** What a denylist can name of a token. */
export type DeniableToken = Pick<VerifiedToken, 'claims' | 'issuer' | 'keyThumbprint'>;

export function isKeyDenied(
  { keyThumbprints }: Denylist,
  { issuer, keyThumbprint }: Pick<DeniableToken, 'issuer' | 'keyThumbprint'>,
): boolean {
  return keyThumbprints?.has(keyThumbprint, issuer) === true;
}

export function isTokenDenied(
  { jtis }: Denylist,
  { issuer, claims }: Pick<DeniableToken, 'issuer' | 'claims'>,
): boolean {
  return typeof claims.jti === 'string' && jtis?.has(claims.jti, issuer) === true;
}

/**
 * The same for every trust path (E6): whoever a key or a token came from, a revoked one is refused.
 * @throws VerificationRejection key_revoked, token_revoked.
 */
export function refuseDenied(denylist: Denylist, token: DeniableToken): void {
  if (isKeyDenied(denylist, token))
    throw new VerificationRejection('key_revoked', 'The key of the token is revoked.');
  if (isTokenDenied(denylist, token))
    throw new VerificationRejection('token_revoked', 'The token is revoked.');
}
