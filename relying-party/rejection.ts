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
  // trust path
  trust_path_ambiguous: 401,
  // key and signature
  key_unknown: 401,
  key_ambiguous: 401,
  signature_malformed: 401,
  signature_invalid: 401,
  // authorisation
  scope_insufficient: 403,
  // transport of the token
  request_invalid: 400,
  // the provider's fault, never the caller's
  keys_unavailable: 503,
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
