import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { isRejection, VerificationRejection } from '../rejection.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import type { SignatureSeam } from '../signature/seam.js';
import type { DecodeBase64url } from '../token/base64url.js';
import { readCompactForm } from '../token/compact-form.js';
import { readHeader } from '../token/header.js';
import { readSignature } from '../token/read-signature.js';
import { readJsonSegment } from '../token/strict-json.js';
import { dpopLimits } from './dpop-limits.js';
import { checkProofClaims, type ProofClaims, type ProofRequest, type ProofRules } from './proof-claims.js';
import { readProofKey } from './proof-key.js';

/** What a proof shows: who sent the request holds the private half of this key. */
export interface VerifiedProof extends ProofClaims {
  /** The members that make the key and no other. */
  readonly jwk: PublicJwk;
  /** As the header names it: `EdDSA` and `Ed25519` are one algorithm and two spellings. */
  readonly alg: SignatureAlgorithm;
  /** RFC 7638, SHA-256, base64url: `jkt` of RFC 9449 section 6.1. */
  readonly thumbprint: string;
}

/** What the check takes from the platform. */
export interface ProofPlatform {
  readonly signature: SignatureSeam;
  readonly decode: DecodeBase64url;
}

/**
 * Checks one DPoP proof (RFC 9449 section 4.3, points 2 to 11): form, type, algorithm, a public key that fits, method,
 * address, time, nonce, signature. Not here: whether it came before, and the access token that it may name (`ath`).
 * @param unverifiedProof the value of the one `DPoP` field. Node joins a second one by a comma, which no proof holds.
 * @throws VerificationRejection dpop_*.
 */
export async function checkDpopProof(
  unverifiedProof: unknown,
  request: ProofRequest,
  rules: ProofRules,
  nowSeconds: number,
  { signature: seam, decode }: ProofPlatform,
): Promise<VerifiedProof> {
  const { form, header, unverifiedClaims, signature } = readProof(unverifiedProof, decode);
  if (!rules.algorithms.has(header.alg))
    throw new VerificationRejection('dpop_alg_not_allowed', 'The algorithm of the proof is not allowed.');
  const claims = checkProofClaims(unverifiedClaims, request, rules, nowSeconds);
  if (rules.isNonce !== undefined && !(await rules.isNonce(claims.nonce)))
    throw new VerificationRejection(
      'dpop_nonce_missing',
      'The proof carries no nonce of ours, or an old one.',
    );
  const { jwk, key } = await readProofKey(header, seam);
  if (!(await seam.verify(key, form.signingInput, signature)))
    throw new VerificationRejection('dpop_signature_invalid', 'The proof is not signed by its key.');
  return { ...claims, jwk, alg: header.members.alg as SignatureAlgorithm, thumbprint: key.thumbprint };
}

/** Whatever is wrong with the form is one fault: a proof is made for one request and no person writes it. */
function readProof(unverifiedProof: unknown, decode: DecodeBase64url) {
  try {
    const { maxProofBytes } = dpopLimits;
    const form = readCompactForm(unverifiedProof, {
      maxTokenBytes: maxProofBytes,
      maxHeaderBytes: maxProofBytes,
    });
    const header = readHeader(form.headerSegment, decode);
    if (header.typ !== 'dpop+jwt' || header.critical.length > 0)
      throw new VerificationRejection('dpop_malformed', 'Its "typ" is not dpop+jwt, or it has a "crit".');
    return {
      form,
      header,
      unverifiedClaims: readJsonSegment(form.payloadSegment, 'claims', decode),
      signature: readSignature(form.signatureSegment, header.alg, decode),
    };
  } catch (cause) {
    if (!isRejection(cause)) throw cause;
    const code = cause.code === 'alg_not_allowed' ? 'dpop_alg_not_allowed' : 'dpop_malformed';
    throw new VerificationRejection(code, `The DPoP proof: ${cause.message}`, { cause });
  }
}
