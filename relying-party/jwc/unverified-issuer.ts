import { isRejection, VerificationRejection } from '../rejection.js';
import type { DecodeBase64url } from '../token/base64url.js';
import { readCompactForm } from '../token/compact-form.js';
import type { UnverifiedHeader } from '../token/header.js';
import { readJsonSegment } from '../token/strict-json.js';
import type { InnerCache } from './inner-cache.js';
import { refuseInner } from './inner-refusal.js';
import { readJwc } from './read-jwc.js';

/**
 * Whose inner it says it is, for an outer that names no configured issuer itself. Nobody believes it, and everything is
 * read again when the inner is verified.
 * @throws VerificationRejection jwc_malformed, jwc_inner_malformed, jwc_inner_issuer_mismatch.
 */
export function readUnverifiedIssuer(
  unverifiedHeader: UnverifiedHeader,
  cache: InnerCache,
  decode: DecodeBase64url,
): string {
  const unverifiedInner = readJwc(unverifiedHeader);
  const known = cache.peek(unverifiedInner);
  if (known !== undefined) return known.inner.issuer;
  const { iss } = readUnverifiedClaims(unverifiedInner, decode);
  if (typeof iss === 'string') return iss;
  throw new VerificationRejection('jwc_inner_issuer_mismatch', 'The inner JWT names no issuer.');
}

function readUnverifiedClaims(unverifiedInner: string, decode: DecodeBase64url) {
  try {
    const { payloadSegment } = readCompactForm(unverifiedInner);
    return readJsonSegment(payloadSegment, 'claims', decode);
  } catch (error) {
    throw isRejection(error) ? refuseInner(error) : error;
  }
}
