import type { SignatureAlgorithm } from './algorithms.js';
import type { SignatureSeam, VerificationKey } from './seam.js';

/** What a candidate key is tried on. */
export interface SignedInput {
  /** The algorithm of the header, canonical. */
  readonly alg: SignatureAlgorithm;
  readonly signingInput: string;
  readonly signature: Uint8Array;
}

/**
 * The candidate that verifies the signature, undefined when none does; at once where the platform answers at once.
 * A key of another algorithm than the header's is never tried.
 */
export function findSigner(
  seam: SignatureSeam,
  candidates: readonly VerificationKey[],
  signed: SignedInput,
  from = 0,
): VerificationKey | undefined | Promise<VerificationKey | undefined> {
  for (let at = from; at < candidates.length; at++) {
    const key = candidates[at];
    if (key === undefined || key.alg !== signed.alg) continue;
    const verdict = seam.verify(key, signed.signingInput, signed.signature);
    if (verdict === true) return key;
    if (verdict !== false)
      return verdict.then((valid) => (valid ? key : findSigner(seam, candidates, signed, at + 1)));
  }
  return undefined;
}
