import { epochMember } from '@keyturn/shared/epoch';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { CertificateTerms } from '../certificates/certificate-life.js';
import { type CertifiedChain, readJwkChain } from '../certificates/certified-chain.js';
import { chooseCertificate } from '../certificates/plan-signing.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import { RingError } from '../rotator/ring-error.js';
import { refuseIdToken } from './refuse-id-token.js';
import { signCompact } from './sign-compact.js';
import type { SignToken } from './sign-token.js';
import { chainMembers } from './sign-with-certificate.js';

/**
 * Signs with the ring's active key and sends its own certificate along, so that one token verifies by the key set and by
 * the root alike. Rejects with RingError `signing_unavailable` where the key has no certificate that covers the token.
 */
export function createCertifiedRingSignToken(
  ring: Pick<IssuerRing, 'issuer' | 'signing'>,
  terms: CertificateTerms,
): SignToken {
  const chains = new WeakMap<PublicJwk, CertifiedChain | undefined>();
  const chainOf = (jwk: PublicJwk) => {
    if (!chains.has(jwk)) chains.set(jwk, readJwkChain(jwk));
    return chains.get(jwk);
  };
  return async ({ typ, claims, series, lifetimeSeconds }) => {
    const { kid, alg, epoch, signer, publicJwk, maxTokenLifetimeSeconds, nowSeconds } =
      await ring.signing(series);
    const chain = chainOf(publicJwk);
    const wished = Math.min(lifetimeSeconds ?? maxTokenLifetimeSeconds, maxTokenLifetimeSeconds);
    const wish = { nowSeconds, lifetimeSeconds: wished, leastLifetimeSeconds: wished };
    const choice = chain && chooseCertificate([chain], wish, terms);
    if (choice === undefined)
      throw new RingError('signing_unavailable', 'no certificate of the active key covers the token', {
        retryAfterSeconds: 60,
      });
    const { issuedAtSeconds, expiresAtSeconds } = choice;
    const payload = claims({ issuer: ring.issuer, issuedAtSeconds, expiresAtSeconds });
    refuseIdToken(typ, payload);
    const header = { alg, typ, kid, [epochMember]: epoch, ...chainMembers(choice.held) };
    return {
      token: await signCompact(signer, header, payload),
      expiresInSeconds: expiresAtSeconds - issuedAtSeconds,
    };
  };
}
