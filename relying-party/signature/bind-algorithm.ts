import type { PublicJwk } from '@keyturn/shared/public-jwk';
import {
  algorithmTraits,
  canonicalAlgorithm,
  isSignatureAlgorithm,
  type SignatureAlgorithm,
} from './algorithms.js';

/**
 * The one algorithm of a key (RFC 8725 section 3.1): its own `alg` when the allow-list has it, else the first of the
 * allow-list that fits its type and curve. Never the token's word. The answer is a canonical name; undefined when the
 * key serves none of the allowed.
 */
export function bindAlgorithm(
  jwk: PublicJwk,
  allowed: readonly SignatureAlgorithm[],
): SignatureAlgorithm | undefined {
  const wanted = allowed.map(canonicalAlgorithm);
  if (jwk.alg === undefined) return wanted.find((alg) => fits(jwk, alg));
  if (!isSignatureAlgorithm(jwk.alg)) return undefined;
  const own = canonicalAlgorithm(jwk.alg);
  return wanted.includes(own) && fits(jwk, own) ? own : undefined;
}

function fits(jwk: PublicJwk, alg: SignatureAlgorithm): boolean {
  const { kty, curve } = algorithmTraits[alg];
  return jwk.kty === kty && (curve === undefined || jwk.crv === curve);
}
