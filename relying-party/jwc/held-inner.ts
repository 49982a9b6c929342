import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { compactVerify, decodeJwt, errors, importJWK, type JWK } from 'jose';
import { defaultAlgorithms } from '../signature/algorithms.js';
import { bindAlgorithm } from '../signature/bind-algorithm.js';
import type { JsonObject } from '../token/strict-json.js';
import { ChainSignerError } from './chain-signer-error.js';
import type { SignCompact } from './sign-compact.js';

/** An inner in its holder's hands: who verifies it is the service, not the holder. */
export interface HeldInner {
  readonly text: string;
  readonly claims: JsonObject;
  readonly iatSeconds: number | undefined;
  readonly expSeconds: number;
  /** Of `tjwk`, as it is written there. */
  readonly alg: string;
  readonly kid: string | undefined;
  readonly tjwk: PublicJwk;
}

/** @throws ChainSignerError inner_unusable. */
export function readHeldInner(text: string): HeldInner {
  const claims = decodeClaims(text);
  const { tjwk, exp, iat } = claims;
  if (typeof exp !== 'number') throw new ChainSignerError('inner_unusable', 'The inner JWT has no "exp".');
  if (!isJwk(tjwk)) throw new ChainSignerError('inner_unusable', 'The inner JWT has no "tjwk".');
  const alg = tjwk.alg ?? bindAlgorithm(tjwk, defaultAlgorithms);
  if (alg === undefined) throw new ChainSignerError('inner_unusable', '"tjwk" is for no known algorithm.');
  const iatSeconds = typeof iat === 'number' ? iat : undefined;
  return { text, claims, iatSeconds, expSeconds: exp, alg, kid: tjwk.kid, tjwk };
}

/**
 * Whether the key signs what the inner's `tjwk` verifies: better known when the inner arrives than at every service.
 * @throws ChainSignerError inner_of_another_key.
 */
export async function proveKey({ alg, tjwk }: HeldInner, sign: SignCompact): Promise<void> {
  // No audience and no `jwc`: nobody takes it for a request.
  const proof = await sign({ alg, typ: 'keyturn-self-check' }, {});
  try {
    await compactVerify(proof, await importJWK({ ...tjwk } as JWK, alg));
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause;
    throw new ChainSignerError('inner_of_another_key', 'The inner JWT is for another key.', { cause });
  }
}

function decodeClaims(text: string): JsonObject {
  try {
    return decodeJwt(text);
  } catch {
    // Without the cause: nobody knows what it quotes.
    throw new ChainSignerError('inner_unusable', 'What came as an inner JWT is none.');
  }
}

function isJwk(tjwk: unknown): tjwk is PublicJwk {
  return typeof tjwk === 'object' && tjwk !== null && 'kty' in tjwk && typeof tjwk.kty === 'string';
}
