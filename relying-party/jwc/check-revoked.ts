import { type Denylist, isKeyDenied, isTokenDenied } from '../denylist/denylist.js';
import { VerificationRejection } from '../rejection.js';
import type { TrustedInner } from './trusted-inner.js';

/**
 * One level of revocation for each thing that can be stolen: the inner, the key that signed it, the holder's key.
 * @throws VerificationRejection jwc_inner_revoked, jwc_signer_revoked, jwc_holder_revoked; jwc_inner_claim_invalid
 * where inners are listed by `jti` and this one has none, so that no list could ever name it.
 */
export function checkRevoked(
  denylist: Denylist,
  { inner, thumbprint }: Pick<TrustedInner, 'inner' | 'thumbprint'>,
): void {
  const { issuer, claims } = inner;
  if (denylist.jtis !== undefined && typeof claims.jti !== 'string')
    throw new VerificationRejection('jwc_inner_claim_invalid', 'The inner JWT has no "jti" to look up.');
  if (isTokenDenied(denylist, inner))
    throw new VerificationRejection('jwc_inner_revoked', 'The inner JWT is revoked.');
  if (isKeyDenied(denylist, inner))
    throw new VerificationRejection('jwc_signer_revoked', 'The key that signed the inner JWT is revoked.');
  if (isKeyDenied(denylist, { issuer, keyThumbprint: thumbprint }))
    throw new VerificationRejection('jwc_holder_revoked', 'The key of the holder is revoked.');
}
