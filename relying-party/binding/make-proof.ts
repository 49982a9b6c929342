import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { base64url } from 'jose';
import { createSignCompact, type HolderKey } from '../jwc/sign-compact.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import type { ProofRequest } from './proof-claims.js';

export interface ProofMaking extends ProofRequest {
  /** The private half. */
  readonly key: HolderKey;
  /** The public half, as it goes into the header. */
  readonly jwk: PublicJwk;
  readonly alg: SignatureAlgorithm;
  /** What the server sent as `DPoP-Nonce`. Default: none. */
  readonly nonce?: string | undefined;
  readonly nowSeconds: number;
}

const identifierBytes = 16;

/** A proof for one request (RFC 9449 section 4.2), for its `DPoP` field. */
export function makeDpopProof(making: ProofMaking): Promise<string> {
  const { key, jwk, alg, method, url, nonce, nowSeconds } = making;
  const jti = base64url.encode(crypto.getRandomValues(new Uint8Array(identifierBytes)));
  const [htu] = url.split(/[?#]/, 1);
  const claims = {
    jti,
    htm: method,
    htu,
    iat: Math.floor(nowSeconds),
    ...(nonce === undefined ? {} : { nonce }),
  };
  return createSignCompact(key)({ typ: 'dpop+jwt', alg, jwk }, claims);
}
