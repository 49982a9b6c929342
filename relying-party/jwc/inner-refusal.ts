import { type RejectionCode, VerificationRejection } from '../rejection.js';

/** The same engine judges inner and outer; by its code everybody sees which of the two was at fault. */
const innerCodes: Readonly<Partial<Record<RejectionCode, RejectionCode>>> = {
  alg_not_allowed: 'jwc_inner_alg_not_allowed',
  typ_not_allowed: 'jwc_inner_typ_not_allowed',
  issuer_missing: 'jwc_inner_issuer_mismatch',
  issuer_not_allowed: 'jwc_inner_issuer_mismatch',
  audience_missing: 'jwc_inner_audience_mismatch',
  audience_mismatch: 'jwc_inner_audience_mismatch',
  claim_missing: 'jwc_inner_claim_invalid',
  claim_invalid: 'jwc_inner_claim_invalid',
  token_expired: 'jwc_inner_expired',
  token_not_yet_valid: 'jwc_inner_not_yet_valid',
  token_issued_in_future: 'jwc_inner_not_yet_valid',
  token_bound: 'jwc_inner_bound',
  key_unknown: 'jwc_inner_key_unknown',
  key_ambiguous: 'jwc_inner_key_unknown',
  signature_invalid: 'jwc_inner_signature_invalid',
  // Not the inner's fault, and not the caller's.
  keys_unavailable: 'keys_unavailable',
  verifier_closed: 'verifier_closed',
};

/** A rejection of the inner as one of the whole token; the finer reason is its cause. Whatever is left is its form. */
export function refuseInner(cause: VerificationRejection): VerificationRejection {
  const code = innerCodes[cause.code] ?? 'jwc_inner_malformed';
  const { retryAfterSeconds } = cause;
  return new VerificationRejection(code, `The inner JWT: ${cause.message}`, { retryAfterSeconds, cause });
}
