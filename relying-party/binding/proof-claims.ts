import { VerificationRejection } from '../rejection.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import type { JsonObject } from '../token/strict-json.js';
import { dpopLimits } from './dpop-limits.js';

/** The request that a proof came with. */
export interface ProofRequest {
  /** As sent: methods are told apart by case (RFC 9110 section 9.1). */
  readonly method: string;
  /** Absolute. Of the configuration, not of a Host header. Query and fragment do not count. */
  readonly url: string;
}

export interface ProofRules {
  /** Canonical names. */
  readonly algorithms: ReadonlySet<SignatureAlgorithm>;
  readonly maxAgeSeconds: number;
  readonly futureToleranceSeconds: number;
  /** Whether a nonce is one of ours and still good (RFC 9449 section 8). Left out: none is asked for. */
  readonly isNonce?: ((nonce: string | undefined) => boolean | Promise<boolean>) | undefined;
}

/** What the proof says. */
export interface ProofClaims {
  readonly jti: string;
  readonly iatSeconds: number;
  readonly nonce: string | undefined;
  /** The hash of an access token, for who has one to compare. */
  readonly ath: string | undefined;
}

/**
 * The claims of a proof against its request (RFC 9449 sections 4.2 and 4.3, points 8, 9 and 11). Pure.
 * @throws VerificationRejection dpop_malformed, dpop_method_mismatch, dpop_url_mismatch, dpop_too_old,
 * dpop_issued_in_future.
 */
export function checkProofClaims(
  unverifiedClaims: JsonObject,
  request: ProofRequest,
  rules: Omit<ProofRules, 'isNonce'>,
  nowSeconds: number,
): ProofClaims {
  const { jti, htm, htu, iat, nonce, ath } = unverifiedClaims;
  if (typeof jti !== 'string' || jti === '' || jti.length > dpopLimits.maxJtiCharacters)
    throw new VerificationRejection('dpop_malformed', 'The proof has no usable "jti".');
  if (typeof iat !== 'number' || !Number.isFinite(iat))
    throw new VerificationRejection('dpop_malformed', 'The proof has no usable "iat".');
  if (!isTextOrAbsent(nonce) || !isTextOrAbsent(ath))
    throw new VerificationRejection('dpop_malformed', '"nonce" or "ath" of the proof is not a string.');
  if (htm !== request.method)
    throw new VerificationRejection('dpop_method_mismatch', 'The proof is for another method.');
  if (typeof htu !== 'string' || addressOf(htu) === undefined || addressOf(htu) !== addressOf(request.url))
    throw new VerificationRejection('dpop_url_mismatch', 'The proof is for another address.');
  if (iat > nowSeconds + rules.futureToleranceSeconds)
    throw new VerificationRejection('dpop_issued_in_future', 'The proof was made in the future.');
  if (iat < nowSeconds - rules.maxAgeSeconds)
    throw new VerificationRejection('dpop_too_old', 'The proof is too old.');
  return { jti, iatSeconds: iat, nonce, ath };
}

/** Normalised as RFC 9449 section 4.3 wants it (RFC 3986 sections 6.2.2 and 6.2.3), without query and fragment. */
function addressOf(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  return `${url.origin}${url.pathname.replaceAll(/%[0-9a-f]{2}/gi, (octet) => octet.toUpperCase())}`;
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
