import { systemClock } from '@keyturn/shared/clock';
import { createDpopCheckOn, type DpopCheck, type DpopCheckOptions } from './binding/create-dpop-check.js';
import { createWebSignature } from './signature/web.js';
import { decodeBase64url } from './token/base64url.js';

export type { DpopCheck, DpopCheckOptions } from './binding/create-dpop-check.js';
export type { VerifiedProof } from './binding/dpop-proof.js';
export { makeDpopProof, type ProofMaking } from './binding/make-proof.js';
export type { ProofRequest } from './binding/proof-claims.js';
export { type ClaimOnce, createSharedReplayMemory } from './jwc/shared-replay-memory.js';

/**
 * A check of DPoP proofs (RFC 9449 section 4.3) for a server on any runtime: each proof shows once that who sent the
 * request holds its key.
 */
export function createDpopCheck(options: DpopCheckOptions = {}): DpopCheck {
  const platform = { signature: createWebSignature(), decode: decodeBase64url };
  return createDpopCheckOn(platform, options.clock ?? systemClock, options);
}
