import { type PublicJwk, privateMembersOf } from '@keyturn/shared/public-jwk';
import { VerificationRejection } from '../rejection.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import { bindAlgorithm } from '../signature/bind-algorithm.js';
import { KeyRefusal } from '../signature/key-refusal.js';
import type { SignatureSeam, VerificationKey } from '../signature/seam.js';
import type { JsonObject } from '../token/strict-json.js';

/**
 * The holder's key out of a verified inner: public, asymmetric, bound to one algorithm of the configured list, and fit
 * by the rules for any key.
 * @throws VerificationRejection jwc_tjwk_missing, jwc_tjwk_malformed, jwc_tjwk_private, jwc_tjwk_symmetric,
 * jwc_tjwk_alg_not_allowed, jwc_tjwk_unfit.
 */
export async function readTjwk(
  { tjwk }: JsonObject,
  algorithms: ReadonlySet<SignatureAlgorithm>,
  signature: SignatureSeam,
): Promise<VerificationKey> {
  if (tjwk === undefined)
    throw new VerificationRejection('jwc_tjwk_missing', 'The inner JWT has no claim "tjwk".');
  const jwk = readShape(tjwk);
  const alg = bindAlgorithm(jwk, [...algorithms]);
  if (alg === undefined)
    throw new VerificationRejection(
      'jwc_tjwk_alg_not_allowed',
      '"tjwk" serves no algorithm that is allowed.',
    );
  try {
    return await signature.importKey(jwk, alg);
  } catch (cause) {
    if (!(cause instanceof KeyRefusal)) throw cause;
    const code = cause.code === 'key_malformed' ? 'jwc_tjwk_malformed' : 'jwc_tjwk_unfit';
    throw new VerificationRejection(code, `"tjwk": ${cause.message}`, { cause });
  }
}

function readShape(tjwk: unknown): PublicJwk {
  if (typeof tjwk !== 'object' || tjwk === null || !('kty' in tjwk) || typeof tjwk.kty !== 'string')
    throw new VerificationRejection('jwc_tjwk_malformed', 'The claim "tjwk" is no JWK.');
  if (tjwk.kty === 'oct') throw new VerificationRejection('jwc_tjwk_symmetric', '"tjwk" is symmetric.');
  const [privateMember] = privateMembersOf({ ...tjwk });
  if (privateMember !== undefined)
    throw new VerificationRejection('jwc_tjwk_private', `"tjwk" carries the private "${privateMember}".`);
  return { ...tjwk, kty: tjwk.kty };
}
