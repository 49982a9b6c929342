import { VerificationRejection } from '../rejection.js';
import { algorithmTraits, type SignatureAlgorithm } from '../signature/algorithms.js';
import type { SignatureSeam } from '../signature/seam.js';
import { decodeBase64url } from './base64url.js';
import type { ShownHolder } from './check-binding.js';
import type { JsonObject } from './strict-json.js';

/** What the caller knows about this one token: from the request it made for it (OpenID Connect Core 3.1.3.7), or that it came with. */
export interface Expectations {
  /** The nonce that was sent: the token must carry the same. */
  readonly nonce?: string;
  /** The access token that came with this ID token: the token must carry its `at_hash`. */
  readonly accessToken?: string;
  /** What the connection showed of who sends the token, by a check of `@keyturn/relying-party/mtls`. */
  readonly holder?: ShownHolder | undefined;
}

/**
 * Checks a verified token against what its request said.
 * @throws VerificationRejection claim_missing, claim_invalid.
 */
export async function checkExpectations(
  claims: JsonObject,
  { nonce, accessToken }: Expectations,
  alg: SignatureAlgorithm,
  signature: SignatureSeam,
): Promise<void> {
  if (nonce !== undefined) checkNonce(claims, nonce);
  if (accessToken !== undefined) await checkAccessTokenHash(claims, alg, accessToken, signature);
}

function checkNonce(claims: JsonObject, expected: string): void {
  if (claims.nonce === undefined)
    throw new VerificationRejection('claim_missing', 'The claim "nonce" is missing.');
  if (claims.nonce !== expected)
    throw new VerificationRejection('claim_invalid', 'The claim "nonce" is not the one that was sent.');
}

/**
 * `at_hash` is the left half of the access token's digest, by the digest of the ID token's algorithm (Core 3.1.3.6).
 */
async function checkAccessTokenHash(
  claims: JsonObject,
  alg: SignatureAlgorithm,
  accessToken: string,
  signature: SignatureSeam,
): Promise<void> {
  const { at_hash: written } = claims;
  if (written === undefined)
    throw new VerificationRejection('claim_missing', 'The claim "at_hash" is missing.');
  const digest = await signature.digest(algorithmTraits[alg].digest, accessToken);
  const half = digest.subarray(0, digest.length / 2);
  const hash = typeof written === 'string' ? decodeBase64url(written) : undefined;
  if (hash?.length !== half.length || !hash.every((byte, at) => byte === half[at]))
    throw new VerificationRejection('claim_invalid', 'The claim "at_hash" is not of this access token.');
}
