import { type PublicJwk, privateMembersOf } from '@keyturn/shared/public-jwk';
import { VerificationRejection } from '../rejection.js';
import { KeyRefusal } from '../signature/key-refusal.js';
import type { SignatureSeam, VerificationKey } from '../signature/seam.js';
import type { UnverifiedHeader } from '../token/header.js';

/** What makes a key (RFC 7518 section 6, RFC 8037 section 2). Whatever else the sender wrote beside it is not kept. */
const keyMembers = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const;

/**
 * The key that a proof carries in its header: public, asymmetric, and fit for the proof's algorithm by the rules for any
 * key.
 * @throws VerificationRejection dpop_malformed, dpop_key_private, dpop_key_unfit.
 */
export async function readProofKey(
  { alg, members }: UnverifiedHeader,
  seam: SignatureSeam,
): Promise<{ readonly jwk: PublicJwk; readonly key: VerificationKey }> {
  const { jwk: unverifiedJwk } = members;
  if (typeof unverifiedJwk !== 'object' || unverifiedJwk === null || Array.isArray(unverifiedJwk))
    throw new VerificationRejection('dpop_malformed', 'The proof carries no "jwk".');
  const [privateMember] = privateMembersOf({ ...unverifiedJwk });
  if (privateMember !== undefined)
    throw new VerificationRejection('dpop_key_private', `"jwk" carries the private "${privateMember}".`);
  try {
    // Judged whole, so that what it says of itself (`use`, `alg`) holds too.
    const judged = await seam.importKey(unverifiedJwk as PublicJwk, alg);
    return { jwk: pickKeyMembers(unverifiedJwk as PublicJwk), key: judged };
  } catch (cause) {
    if (!(cause instanceof KeyRefusal)) throw cause;
    throw new VerificationRejection('dpop_key_unfit', `"jwk": ${cause.message}`, { cause });
  }
}

function pickKeyMembers(jwk: PublicJwk): PublicJwk {
  const entries = keyMembers.filter((name) => jwk[name] !== undefined).map((name) => [name, jwk[name]]);
  return Object.fromEntries(entries);
}
