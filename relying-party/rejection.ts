import { KeyturnError } from '@keyturn/shared/error-base';

/** Which way a key was found. */
export type TrustPathName = 'discovery' | 'x5c' | 'jwc';

/** The paths that are plugged in as values: who does not import one does not carry it. */
export type PluggedPathName = Exclude<TrustPathName, 'discovery'>;

/** HTTP meaning of a rejection (RFC 6750 section 3.1; 503 where the caller is not at fault). */
export type RejectionStatus = 400 | 401 | 403 | 503;

/** Every reason to refuse a token: code -> HTTP status. A new code is a new line here, so none goes unmapped. */
export const rejectionStatus = {
  // form of the token
  token_missing: 401,
  token_malformed: 401,
  token_too_large: 401,
  header_too_large: 401,
  encoding_not_canonical: 401,
  json_invalid: 401,
  json_too_deep: 401,
  member_duplicate: 401,
  crit_not_understood: 401,
  b64_not_supported: 401,
  jwe_not_supported: 401,
  // header
  alg_missing: 401,
  alg_not_allowed: 401,
  typ_not_allowed: 401,
  kid_invalid: 401,
  // claims
  issuer_missing: 401,
  issuer_not_allowed: 401,
  audience_missing: 401,
  audience_mismatch: 401,
  claim_missing: 401,
  claim_invalid: 401,
  token_expired: 401,
  token_not_yet_valid: 401,
  token_issued_in_future: 401,
  lifetime_too_long: 401,
  token_bound: 401,
  token_unbound: 401,
  // trust path
  trust_path_ambiguous: 401,
  // key and signature
  key_unknown: 401,
  key_ambiguous: 401,
  signature_malformed: 401,
  signature_invalid: 401,
  // revocation, on every path
  key_revoked: 401,
  token_revoked: 401,
  // further checks
  token_inactive: 401,
  introspection_unavailable: 503,
  token_replayed: 401,
  token_replays_unavailable: 503,
  // x5c: what the header carries
  x5c_missing: 401,
  x5c_malformed: 401,
  x5c_too_large: 401,
  x5c_encoding: 401,
  x5c_pem: 401,
  x5c_private_key: 401,
  x5c_other_key: 401,
  x5c_thumbprint_mismatch: 401,
  x5c_order: 401,
  x5c_anchor_in_chain: 401,
  // x5c: the form of a certificate
  x5c_der: 401,
  x5c_trailing_bytes: 401,
  x5c_version: 401,
  x5c_serial: 401,
  x5c_algorithm: 401,
  x5c_algorithm_mismatch: 401,
  x5c_key: 401,
  x5c_time: 401,
  x5c_name: 401,
  x5c_alternative_name: 401,
  x5c_extension: 401,
  x5c_extension_duplicate: 401,
  // x5c: the path to an anchor
  x5c_untrusted: 401,
  x5c_signature: 401,
  x5c_expired: 401,
  x5c_not_yet_valid: 401,
  x5c_not_an_authority: 401,
  x5c_path_length: 401,
  x5c_key_usage: 401,
  x5c_critical_extension: 401,
  x5c_name_constraint: 401,
  x5c_name_constraint_unsupported: 401,
  x5c_purpose: 401,
  x5c_explicit_policy_unsupported: 401,
  x5c_policy_mapping: 401,
  x5c_budget: 401,
  // x5c: the leaf, its issuer and its token
  x5c_leaf_key_usage: 401,
  x5c_leaf_is_authority: 401,
  x5c_leaf_is_anchor: 401,
  x5c_binding: 401,
  x5c_key_algorithm: 401,
  x5c_token_outlives_certificate: 401,
  x5c_token_precedes_certificate: 401,
  // x5c: revocation
  x5c_denied: 401,
  x5c_revoked: 401,
  x5c_revocation_unknown: 401,
  x5c_crl_unsupported: 401,
  // jwc: the inner JWT
  jwc_missing: 401,
  jwc_malformed: 401,
  jwc_nested: 401,
  jwc_inner_malformed: 401,
  jwc_inner_alg_not_allowed: 401,
  jwc_inner_typ_not_allowed: 401,
  jwc_inner_issuer_mismatch: 401,
  jwc_inner_audience_mismatch: 401,
  jwc_inner_claim_invalid: 401,
  jwc_inner_expired: 401,
  jwc_inner_not_yet_valid: 401,
  jwc_inner_lifetime_too_long: 401,
  jwc_inner_bound: 401,
  jwc_inner_key_unknown: 401,
  jwc_inner_signature_invalid: 401,
  // jwc: revocation
  jwc_inner_revoked: 401,
  jwc_signer_revoked: 401,
  jwc_holder_revoked: 401,
  // jwc: the key that the inner names
  jwc_tjwk_missing: 401,
  jwc_tjwk_malformed: 401,
  jwc_tjwk_private: 401,
  jwc_tjwk_symmetric: 401,
  jwc_tjwk_alg_not_allowed: 401,
  jwc_tjwk_unfit: 401,
  // jwc: the outer against its inner
  jwc_outer_alg_mismatch: 401,
  jwc_outer_kid_mismatch: 401,
  jwc_outer_outlives_inner: 401,
  jwc_outer_predates_inner: 401,
  jwc_outer_lifetime_too_long: 401,
  jwc_binding_mismatch: 401,
  jwc_replay_id_missing: 401,
  jwc_replayed: 401,
  jwc_replays_unavailable: 503,
  // tokens bound to a client certificate (RFC 8705)
  mtls_certificate_missing: 401,
  mtls_certificate_mismatch: 401,
  mtls_certificate_malformed: 401,
  // DPoP proofs, and tokens bound to their key (RFC 9449)
  dpop_proof_missing: 401,
  dpop_token_mismatch: 401,
  dpop_key_mismatch: 401,
  dpop_malformed: 401,
  dpop_alg_not_allowed: 401,
  dpop_key_private: 401,
  dpop_key_unfit: 401,
  dpop_method_mismatch: 401,
  dpop_url_mismatch: 401,
  dpop_issued_in_future: 401,
  dpop_too_old: 401,
  dpop_nonce_missing: 401,
  dpop_signature_invalid: 401,
  dpop_replayed: 401,
  dpop_replays_unavailable: 503,
  // authorisation
  scope_insufficient: 403,
  // transport of the token
  request_invalid: 400,
  // the provider's fault, never the caller's
  keys_unavailable: 503,
  // the service's own: it could not look the issuer up
  issuers_unavailable: 503,
  // the service's own: it closed the verifier and goes on asking it
  verifier_closed: 503,
} as const satisfies Record<string, RejectionStatus>;

export type RejectionCode = keyof typeof rejectionStatus;

export interface RejectionDetails {
  readonly issuer?: string | undefined;
  readonly kid?: string | undefined;
  readonly trustPath?: TrustPathName | undefined;
  /** For 503: when to try again, whole seconds. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
}

/** Why a token was not accepted. Carries no token and no key; compare by `code`. */
export class VerificationRejection extends KeyturnError<RejectionCode> {
  readonly status: RejectionStatus;
  /** Whether the same token may be accepted later without anyone changing it. */
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  /** What the token claimed, as far as it was read. */
  readonly issuer: string | undefined;
  readonly kid: string | undefined;
  readonly trustPath: TrustPathName | undefined;

  constructor(code: RejectionCode, message: string, details: RejectionDetails = {}) {
    super(code, message, details.cause === undefined ? undefined : { cause: details.cause });
    this.status = rejectionStatus[code];
    this.retryable = this.status === 503;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.issuer = details.issuer;
    this.kid = details.kid;
    this.trustPath = details.trustPath;
  }
}

/** The same rejection with the token's place where it lacked one: a check knows its rule, not whose token it is. */
export function locateRejection(
  rejection: VerificationRejection,
  place: Pick<RejectionDetails, 'issuer' | 'kid' | 'trustPath'>,
): VerificationRejection {
  const { issuer = place.issuer, kid = place.kid, trustPath = place.trustPath } = rejection;
  return Object.assign(rejection, { issuer, kid, trustPath });
}

/** Whether an error is a rejection, by its code: two copies of the package may be loaded. */
export function isRejection(error: unknown): error is VerificationRejection {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    Object.hasOwn(rejectionStatus, error.code) &&
    'status' in error
  );
}
