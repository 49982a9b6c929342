import { isRejection } from '@keyturn/relying-party';
import {
  createDpopCheck,
  createDpopNonces,
  type DpopCheck,
  type DpopNonces,
  type VerifiedProof,
} from '@keyturn/relying-party/dpop';
import type { Clock } from '@keyturn/shared/clock';
import type Koa from 'koa';
import { assertionAlgorithms } from './client-assertion.js';
import { OAuthError } from './oauth-error.js';
import { rememberProofs } from './remember-proofs.js';
import type { UsedOnce } from './used-once.js';

/** What the proof of a token request shows. Rejects with OAuthError `invalid_dpop_proof`, `use_dpop_nonce`. */
export type ProofCheck = (ctx: Koa.Context) => Promise<VerifiedProof>;

/**
 * Proofs at the token endpoint (RFC 9449 section 5), each with a nonce of ours. The next nonce goes with every answer, so
 * that a client that comes again is not turned away first.
 */
export function createProofCheck(
  tokenEndpoint: string,
  wrappingKeys: readonly Uint8Array[],
  memory: UsedOnce,
  clock: Clock,
): ProofCheck {
  const nonces = createDpopNonces({ secrets: wrappingKeys, purpose: tokenEndpoint, clock });
  const check = createDpopCheck({
    algorithms: assertionAlgorithms,
    isNonce: nonces.isGood,
    clock,
    replayMemory: rememberProofs(memory, tokenEndpoint),
  });
  return async (ctx) => {
    const proof = await judge(check, nonces, ctx, tokenEndpoint);
    ctx.set('DPoP-Nonce', await nonces.current());
    return proof;
  };
}

async function judge(check: DpopCheck, nonces: DpopNonces, ctx: Koa.Context, url: string) {
  const field = ctx.get('DPoP');
  const headers = { 'DPoP-Nonce': await nonces.current() };
  if (field === '')
    throw new OAuthError('invalid_dpop_proof', 'this token needs a DPoP proof of its key', { headers });
  try {
    return await check(field, { method: ctx.method, url });
  } catch (cause) {
    if (!isRejection(cause)) throw cause;
    if (cause.code === 'dpop_nonce_missing')
      throw new OAuthError('use_dpop_nonce', 'the proof needs the nonce of this answer', { headers, cause });
    if (cause.status === 503)
      throw new OAuthError('temporarily_unavailable', 'too many proofs to remember now', {
        headers: { 'Retry-After': '60' },
        cause,
      });
    // The code alone: texts may quote what the request said.
    throw new OAuthError('invalid_dpop_proof', `the DPoP proof is refused: ${cause.code}`, {
      headers,
      cause,
    });
  }
}
