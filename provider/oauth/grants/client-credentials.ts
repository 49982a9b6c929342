import { accessTokenClaims } from '../../tokens/access-token.js';
import { chooseAudience } from '../choose-audience.js';
import { chooseScope } from '../choose-scope.js';
import type { Grant } from './grant.js';

/** RFC 6749 section 4.4: a token for the client itself, in the form of RFC 9068. */
export const grantClientCredentials: Grant = async ({ client, form, signToken }) => {
  const { clientId } = client;
  const scope = chooseScope(form.get('scope'), client.scopes);
  const audience = chooseAudience(form, client.audiences);
  const { token, expiresInSeconds } = await signToken({
    typ: 'at+jwt',
    audience,
    series: client.series,
    lifetimeSeconds: client.tokenLifetimeSeconds,
    claims: accessTokenClaims({ subject: clientId, clientId, audience, scope }),
  });
  const said = scope === undefined ? {} : { scope };
  return { access_token: token, token_type: 'Bearer', expires_in: expiresInSeconds, ...said };
};
