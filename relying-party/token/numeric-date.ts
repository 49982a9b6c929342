import { limits } from '../limits.js';
import { VerificationRejection } from '../rejection.js';
import type { JsonObject } from './strict-json.js';

export type DateClaim = 'exp' | 'nbf' | 'iat';

/**
 * A NumericDate (RFC 7519 section 2): seconds, fractions are legal.
 * @throws VerificationRejection claim_invalid for strings, for what is not finite (1e400) and for milliseconds.
 */
export function readNumericDate(unverifiedClaims: JsonObject, name: DateClaim): number | undefined {
  return checkNumericDate(unverifiedClaims[name], name);
}

/** The same for a value at hand. @throws VerificationRejection claim_invalid. */
export function checkNumericDate(value: unknown, name: DateClaim): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new VerificationRejection('claim_invalid', `The claim "${name}" is not a finite number.`);
  if (value > limits.maxNumericDateSeconds)
    throw new VerificationRejection('claim_invalid', `The claim "${name}" is not in seconds.`);
  return value;
}
