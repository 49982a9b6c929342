import { limits } from '../limits.js';
import { VerificationRejection } from '../rejection.js';
import type { JsonObject } from './strict-json.js';

/**
 * A NumericDate (RFC 7519 section 2): seconds, fractions are legal.
 * @throws VerificationRejection claim_invalid for strings, for what is not finite (1e400) and for milliseconds.
 */
export function readNumericDate(
  unverifiedClaims: JsonObject,
  name: 'exp' | 'nbf' | 'iat',
): number | undefined {
  const value = unverifiedClaims[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new VerificationRejection('claim_invalid', `The claim "${name}" is not a finite number.`);
  if (value > limits.maxNumericDateSeconds)
    throw new VerificationRejection('claim_invalid', `The claim "${name}" is not in seconds.`);
  return value;
}
