import type Router from '@koa/router';
import { exactPath } from '../http/exact-path.js';
import { answerOAuthErrors } from './answer-oauth-errors.js';
import { authenticateClient } from './authenticate-client.js';
import { requireToken } from './introspection-endpoint.js';
import { OAuthError } from './oauth-error.js';
import { readForm } from './read-form.js';
import type { TokenManagement } from './token-management.js';

/**
 * `POST /revoke` (RFC 7009): a client ends a token of its own. 200 whether or not there was anything to end (section
 * 2.2); introspection knows at once, parties that verify by themselves by a denylist, for which the log tells the `jti`.
 */
export function mountRevocationEndpoint(router: Router, path: string, endpoint: TokenManagement): void {
  const { authentication, tokens, limit, clock, log } = endpoint;
  router.post(
    exactPath(path),
    answerOAuthErrors(log, async (ctx) => {
      await limit(ctx.ip);
      const form = await readForm(ctx, clock);
      const { clientId } = await authenticateClient(ctx, form, authentication, log);
      const token = await tokens.inspect(requireToken(form));
      // Rather a refusal than a 200 for what goes on counting.
      if (token.outcome === 'other_kind')
        throw new OAuthError('unsupported_token_type', 'only access tokens of the key set are revoked here');
      if (token.outcome === 'active') {
        const { claims } = token;
        if (claims.client_id !== clientId)
          throw new OAuthError('unauthorized_client', 'the token was not issued to this client');
        await tokens.revoke(claims);
        log('info', 'token.revoked', { clientId, jti: claims.jti, expiresAtSeconds: claims.exp });
      }
      ctx.status = 200;
      ctx.body = '';
    }),
  );
}
