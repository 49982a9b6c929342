import { innerTokenType, innerType } from '@keyturn/relying-party/jwc';
import { innerClaims } from '../../tokens/inner-claims.js';
import { newTokenId } from '../../tokens/token-id.js';
import { chooseAudience } from '../choose-audience.js';
import { chooseScope } from '../choose-scope.js';
import { OAuthError } from '../oauth-error.js';
import type { Grant } from './grant.js';

/**
 * The inner JWT of the jwc path: for a client that holds a key of its own and signs each request with it. Who it is for
 * says the client's authentication, which key says the DPoP proof (RFC 9449), how it is answered RFC 8693 section 2.2.1.
 */
export const grantInner: Grant = async ({ client, form, signToken, proveKey, inners, log }) => {
  if (inners === undefined || !client.inners)
    throw new OAuthError('unauthorized_client', 'the client may not have inner JWTs');
  const { clientId } = client;
  const scope = chooseScope(form.get('scope'), client.scopes);
  const audience = chooseAudience(form, client.audiences);
  const { jwk, alg, thumbprint } = await proveKey();
  const jti = newTokenId();
  const { token, expiresInSeconds } = await signToken({
    typ: innerType,
    series: inners.series,
    lifetimeSeconds: inners.lifetimeSeconds,
    // Who verifies it finds its key by the key set or has it: a chain in a chain is refused.
    trustPath: 'discovery',
    claims: innerClaims({ subject: clientId, audience, scope, jti, jwk, alg, thumbprint }),
  });
  // What a denylist has to name, should this inner or its holder's key be stolen.
  log('info', 'inner.issued', { clientId, jti, keyThumbprint: thumbprint, expiresInSeconds });
  const said = scope === undefined ? {} : { scope };
  return {
    access_token: token,
    issued_token_type: innerTokenType,
    token_type: 'N_A',
    expires_in: expiresInSeconds,
    ...said,
  };
};
