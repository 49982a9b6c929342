import { systemClock } from '@keyturn/shared/clock';
import { createDpopAuthOn, type DpopAuth, type DpopAuthOptions } from './binding/create-dpop-auth.js';
import { createDpopCheckOn, type DpopCheck, type DpopCheckOptions } from './binding/create-dpop-check.js';
import { createWebSignature } from './signature/web.js';
import { decodeBase64url } from './token/base64url.js';

export type { DpopAuth, DpopAuthOptions, ProofSources, ShownProof } from './binding/create-dpop-auth.js';
export type { DpopCheck, DpopCheckOptions } from './binding/create-dpop-check.js';
export { createDpopNonces, type DpopNonces, type DpopNoncesOptions } from './binding/dpop-nonces.js';
export type { VerifiedProof } from './binding/dpop-proof.js';
export { makeDpopProof, type ProofMaking } from './binding/make-proof.js';
export type { ProofRequest } from './binding/proof-claims.js';
export { type ClaimOnce, createSharedReplayMemory } from './jwc/shared-replay-memory.js';

const platform = () => ({ signature: createWebSignature(), decode: decodeBase64url });

/**
 * A check of DPoP proofs (RFC 9449 section 4.3) for a server on any runtime: each proof shows once that who sent the
 * request holds its key.
 */
export function createDpopCheck(options: DpopCheckOptions = {}): DpopCheck {
  return createDpopCheckOn(platform(), options.clock ?? systemClock, options);
}

/**
 * Access tokens that are bound to a key (RFC 9449 section 7), for the adapters: `bearerAuth(verifier, { dpop })`.
 * @throws OptionRefusal `option_invalid` where `baseUrl` is no such URL.
 */
export function createDpopAuth(options: DpopAuthOptions): DpopAuth {
  return createDpopAuthOn(platform(), options.clock ?? systemClock, options);
}
