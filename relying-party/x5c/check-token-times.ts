import type { JsonObject } from '../token/strict-json.js';
import type { Certificate } from '../x509/certificate.js';
import { type Finding, find } from '../x509/finding.js';

export interface TokenTimeRules {
  readonly allowTokenOutlivingCertificate: boolean;
  readonly allowTokenPrecedingCertificate: boolean;
}

/** A token lives within its certificate: whoever holds the key afterwards has no claim to it. */
export function checkTokenTimes(
  { exp, iat }: JsonObject,
  { notBeforeSeconds, notAfterSeconds }: Certificate,
  rules: TokenTimeRules,
): Finding | undefined {
  if (!rules.allowTokenOutlivingCertificate && typeof exp === 'number' && exp > notAfterSeconds)
    return find(
      'x5c_token_outlives_certificate',
      'The token expires after its certificate. Allow it by name with allowTokenOutlivingCertificate.',
    );
  if (!rules.allowTokenPrecedingCertificate && typeof iat === 'number' && iat < notBeforeSeconds)
    return find(
      'x5c_token_precedes_certificate',
      'The token was issued before its certificate began. Allow it by name with allowTokenPrecedingCertificate.',
    );
  return undefined;
}
