import { innerTokenType } from '@keyturn/relying-party/jwc';
import { grantClientCredentials } from './client-credentials.js';
import type { Grant } from './grant.js';
import { grantInner } from './inner.js';

/** What is given where the request names no `requested_token_type` (RFC 8693 section 3). */
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

/** Every grant that the token endpoint gives, by `grant_type` and `requested_token_type`. */
export const grants: Readonly<Record<string, Readonly<Record<string, Grant>>>> = {
  client_credentials: { [accessTokenType]: grantClientCredentials, [innerTokenType]: grantInner },
};

export const grantTypes: readonly string[] = Object.keys(grants);
