import { VerificationRejection } from '../rejection.js';
import { readNumericDate } from '../token/numeric-date.js';
import type { JsonObject } from '../token/strict-json.js';
import { chainLimits } from './chain-limits.js';

/**
 * How long a part of a chain may live: `exp` lies at most so far ahead, and at most so far behind `iat` where there is
 * one, give or take what minters backdate. Of claims whose times were checked.
 * @throws VerificationRejection with the code given.
 */
export function checkLifetime(
  claims: JsonObject,
  nowSeconds: number,
  maxLifetimeSeconds: number,
  code: 'jwc_inner_lifetime_too_long' | 'jwc_outer_lifetime_too_long',
): void {
  const exp = readNumericDate(claims, 'exp') ?? Number.POSITIVE_INFINITY;
  const iat = readNumericDate(claims, 'iat') ?? nowSeconds;
  if (exp - nowSeconds > maxLifetimeSeconds || exp - iat > maxLifetimeSeconds + chainLimits.backdatingSeconds)
    throw new VerificationRejection(code, `It lives over ${maxLifetimeSeconds} seconds.`);
}
