import type Router from '@koa/router';
import type Koa from 'koa';
import { exactPath } from '../http/exact-path.js';
import type { SignToken } from '../tokens/sign-token.js';
import { answerOAuthErrors } from './answer-oauth-errors.js';
import { authenticateClient } from './authenticate-client.js';
import type { Client } from './client.js';
import { OAuthError } from './oauth-error.js';
import type { OwnToken } from './own-tokens.js';
import type { Form } from './parse-form.js';
import { readForm } from './read-form.js';
import type { TokenManagement } from './token-management.js';

const JWT_TYPE = 'token-introspection+jwt';

/** `POST /introspect` (RFC 7662): for a resource that cannot verify by itself, or wants to know of revocations at once. */
export function mountIntrospectionEndpoint(router: Router, path: string, endpoint: TokenManagement): void {
  const { authentication, tokens, signToken, limit, clock, log } = endpoint;
  router.post(
    exactPath(path),
    answerOAuthErrors(log, async (ctx) => {
      await limit(ctx.ip);
      const form = await readForm(ctx, clock);
      const client = await authenticateClient(ctx, form, authentication, log);
      if (client.introspects.length === 0)
        throw new OAuthError('unauthorized_client', 'the client may not introspect tokens');
      const answer = describeToken(await tokens.inspect(requireToken(form)), client.introspects);
      ctx.set('Vary', 'Accept');
      if (wantsJwt(ctx)) {
        ctx.body = await signAnswer(signToken, client, answer);
        ctx.set('Content-Type', `application/${JWT_TYPE}`);
      } else ctx.body = answer;
    }),
  );
}

/** Rejects with OAuthError. */
export function requireToken(form: Form): string {
  const token = form.get('token');
  if (token === undefined) throw new OAuthError('invalid_request', 'token is missing');
  return token;
}

/**
 * Pure: RFC 7662 section 2.2. Of a token that counts no more, or is for somebody else, or is not ours: that it is not
 * active, and nothing else (section 4).
 */
export function describeToken(token: OwnToken, introspects: readonly string[]) {
  if (token.outcome !== 'active') return { active: false };
  const { aud } = token.claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!introspects.some((each) => audiences.includes(each))) return { active: false };
  return { ...token.claims, active: true, token_type: 'Bearer' };
}

/** JSON unless the caller prefers the signed form. */
function wantsJwt(ctx: Koa.Context): boolean {
  return ctx.accepts('application/json', `application/${JWT_TYPE}`) === `application/${JWT_TYPE}`;
}

/** RFC 9701 section 5: for who asked and nobody else; neither `sub` nor `exp`, so that it passes for no access token. */
async function signAnswer(signToken: SignToken, client: Client, answer: object): Promise<string> {
  const { token } = await signToken({
    typ: JWT_TYPE,
    trustPath: 'discovery',
    claims: ({ issuer, issuedAtSeconds }) => ({
      iss: issuer,
      aud: client.clientId,
      iat: issuedAtSeconds,
      token_introspection: answer,
    }),
  });
  return token;
}
