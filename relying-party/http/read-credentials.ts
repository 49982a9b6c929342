import type { ProofSources } from '../binding/create-dpop-auth.js';
import { VerificationRejection } from '../rejection.js';

/** What of a request can carry a token, and what shows who holds it. */
export interface TokenRequest extends ProofSources {
  /** Every `Authorization` field, in order: a second one must not be lost on the way. */
  readonly authorization: readonly string[];
  /** An `access_token` parameter was in the URL or in a form (RFC 6750 sections 2.2 and 2.3). */
  readonly hasTokenParameter: boolean;
}

/** Lower-case, as they are compared. */
export type TokenScheme = 'bearer' | 'dpop';

export interface Credentials {
  readonly scheme: TokenScheme;
  readonly token: string;
}

/** b64token (RFC 6750 section 2.1), which is token68 (RFC 9449 section 7.1). */
const form = /^([a-z]+) +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * The token of a request, from the `Authorization` field alone: a URL ends in logs and histories.
 * @throws VerificationRejection token_missing (no credentials of these schemes), request_invalid (400).
 */
export function readCredentials(
  { authorization, hasTokenParameter }: Pick<TokenRequest, 'authorization' | 'hasTokenParameter'>,
  schemes: readonly TokenScheme[],
): Credentials {
  if (hasTokenParameter)
    throw new VerificationRejection(
      'request_invalid',
      'A token is taken from the Authorization field alone.',
    );
  const [field] = authorization;
  const scheme = field === undefined ? undefined : schemeOf(field, schemes);
  if (scheme === undefined) {
    if (authorization.length > 1) throw refuseField();
    throw new VerificationRejection('token_missing', 'The request carries no token.');
  }
  const [, , token] = form.exec(field?.trim() ?? '') ?? [];
  if (token === undefined || authorization.length > 1) throw refuseField();
  return { scheme, token };
}

/** Schemes are named in any case (RFC 9110 section 11.1). */
function schemeOf(field: string, schemes: readonly TokenScheme[]): TokenScheme | undefined {
  const [named] = field.trim().toLowerCase().split(' ', 1);
  return schemes.find((scheme) => scheme === named);
}

function refuseField(): VerificationRejection {
  return new VerificationRejection('request_invalid', 'The Authorization field is malformed or repeated.');
}
