import { isRejection } from '../rejection.js';
import type { DecodeBase64url } from '../token/base64url.js';
import { readCompactForm } from '../token/compact-form.js';
import { readJsonSegment } from '../token/strict-json.js';
import type { InnerCache } from './inner-cache.js';

/**
 * Whose inner it says it is, for the outer that names no configured issuer itself. Undefined where it does not say so
 * in good form; nobody believes it, and everything is read again when the inner is verified.
 */
export function readUnverifiedIssuer(
  unverifiedInner: unknown,
  cache: InnerCache,
  decode: DecodeBase64url,
): string | undefined {
  if (typeof unverifiedInner !== 'string') return undefined;
  const known = cache.peek(unverifiedInner);
  if (known !== undefined) return known.inner.issuer;
  try {
    const { payloadSegment } = readCompactForm(unverifiedInner);
    const { iss } = readJsonSegment(payloadSegment, 'claims of the inner JWT', decode);
    return typeof iss === 'string' ? iss : undefined;
  } catch (error) {
    if (isRejection(error)) return undefined;
    throw error;
  }
}
