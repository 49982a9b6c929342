import { VerificationRejection } from '../rejection.js';

/** What of a request can carry a token. */
export interface BearerRequest {
  /** Every `Authorization` field, in order: a second one must not be lost on the way. */
  readonly authorization: readonly string[];
  /** An `access_token` parameter was in the URL or in a form (RFC 6750 sections 2.2 and 2.3). */
  readonly hasTokenParameter: boolean;
}

/** b64token (RFC 6750 section 2.1). */
const credentials = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The token of a request, from the `Authorization` field alone: a URL ends in logs and histories.
 * @throws VerificationRejection token_missing (no Bearer credentials), request_invalid (400).
 */
export function readBearer({ authorization, hasTokenParameter }: BearerRequest): string {
  if (hasTokenParameter)
    throw new VerificationRejection(
      'request_invalid',
      'A token is taken from the Authorization field alone.',
    );
  const [field] = authorization;
  if (field === undefined || !/^Bearer( |$)/i.test(field.trim())) {
    if (authorization.length > 1) throw refuseField();
    throw new VerificationRejection('token_missing', 'The request carries no Bearer token.');
  }
  const [, token] = credentials.exec(field.trim()) ?? [];
  if (token === undefined || authorization.length > 1) throw refuseField();
  return token;
}

function refuseField(): VerificationRejection {
  return new VerificationRejection('request_invalid', 'The Authorization field is malformed or repeated.');
}
