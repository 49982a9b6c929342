import { VerificationRejection } from '../rejection.js';
import type { JsonObject } from './strict-json.js';

/**
 * `aud` names one of ours (RFC 7519 section 4.1.3), by exact string.
 * @param ours null checks only that an `aud`, where there is one, has its form.
 * @throws VerificationRejection audience_missing, audience_mismatch, claim_invalid.
 */
export function checkAudience(unverifiedClaims: JsonObject, ours: ReadonlySet<string> | null): void {
  const { aud } = unverifiedClaims;
  if (aud === undefined) {
    if (ours === null) return;
    throw new VerificationRejection('audience_missing', 'The claim "aud" is missing.');
  }
  if (typeof aud === 'string') {
    if (ours === null || ours.has(aud)) return;
    throw new VerificationRejection('audience_mismatch', 'The token is for another audience.');
  }
  if (!Array.isArray(aud) || aud.length === 0 || !aud.every((name) => typeof name === 'string'))
    throw new VerificationRejection(
      'claim_invalid',
      'The claim "aud" is neither a string nor a list of strings.',
    );
  if (ours !== null && !aud.some((name) => ours.has(name)))
    throw new VerificationRejection('audience_mismatch', 'The token is for another audience.');
}

/**
 * Who an ID token was issued to: `azp` is one of ours, and there where several audiences are named.
 * @throws VerificationRejection claim_missing, claim_invalid, audience_mismatch.
 */
export function checkAuthorizedParty(unverifiedClaims: JsonObject, ours: ReadonlySet<string> | null): void {
  const { aud, azp } = unverifiedClaims;
  if (azp === undefined) {
    if (Array.isArray(aud) && aud.length > 1)
      throw new VerificationRejection(
        'claim_missing',
        'The claim "azp" is missing beside several audiences.',
      );
    return;
  }
  if (typeof azp !== 'string')
    throw new VerificationRejection('claim_invalid', 'The claim "azp" is no text.');
  if (ours !== null && !ours.has(azp))
    throw new VerificationRejection('audience_mismatch', 'The token was issued to another party.');
}
