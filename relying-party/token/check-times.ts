import { VerificationRejection } from '../rejection.js';
import { checkNumericDate } from './numeric-date.js';
import type { JsonObject } from './strict-json.js';

export interface TimeRules {
  /** For `exp`. */
  readonly leewaySeconds: number;
  /** For `nbf` and `iat`. */
  readonly futureToleranceSeconds: number;
  /** Of `exp - iat`; undefined sets no limit. */
  readonly maxLifetimeSeconds: number | undefined;
  /** Typed out by a trust path whose tokens never expire: a certificate bounds them. Default false. */
  readonly allowsMissingExpiry?: boolean;
}

/**
 * `exp`, `nbf` and `iat` (RFC 7519 sections 4.1.4 to 4.1.6) at one instant.
 * @throws VerificationRejection claim_missing, claim_invalid, token_expired, token_not_yet_valid,
 * token_issued_in_future, lifetime_too_long.
 */
export function checkTimes(unverifiedClaims: JsonObject, nowSeconds: number, rules: TimeRules): void {
  const exp = checkNumericDate(unverifiedClaims.exp, 'exp');
  const nbf = checkNumericDate(unverifiedClaims.nbf, 'nbf');
  const iat = checkNumericDate(unverifiedClaims.iat, 'iat');
  if (exp === undefined && rules.allowsMissingExpiry !== true)
    throw new VerificationRejection('claim_missing', 'The claim "exp" is missing.');
  if (exp !== undefined && !(nowSeconds < exp + rules.leewaySeconds))
    throw new VerificationRejection('token_expired', 'The token has expired.');
  const latest = nowSeconds + rules.futureToleranceSeconds;
  if (nbf !== undefined && !(nbf <= latest))
    throw new VerificationRejection('token_not_yet_valid', 'The token is not valid yet.');
  if (iat !== undefined && !(iat <= latest))
    throw new VerificationRejection('token_issued_in_future', 'The token was issued in the future.');
  if (rules.maxLifetimeSeconds !== undefined) checkLifetime(exp, iat, rules.maxLifetimeSeconds);
}

function checkLifetime(exp: number | undefined, iat: number | undefined, maxLifetimeSeconds: number): void {
  if (iat === undefined || exp === undefined)
    throw new VerificationRejection(
      'claim_missing',
      'The claim "iat" or "exp" is missing: lifetimes are limited.',
    );
  if (!(exp - iat <= maxLifetimeSeconds))
    throw new VerificationRejection(
      'lifetime_too_long',
      `The token lives over ${maxLifetimeSeconds} seconds.`,
    );
}
