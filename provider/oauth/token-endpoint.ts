import type { Clock } from '@keyturn/shared/clock';
import type Router from '@koa/router';
import { give, textBody } from '../http/answer.js';
import { exactPath } from '../http/exact-path.js';
import type { RateLimit } from '../http/rate-limits.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { SignToken } from '../tokens/sign-token.js';
import { answerOAuthErrors, neverCached } from './answer-oauth-errors.js';
import type { ClientAuthentication } from './authenticate-client.js';
import { authenticateClient } from './authenticate-client.js';
import { keepToOriginsOf, shareWithOrigins } from './client-origins.js';
import type { InnerIssuing } from './grants/grant.js';
import { accessTokenType, grants } from './grants/grant-types.js';
import { OAuthError } from './oauth-error.js';
import type { Form } from './parse-form.js';
import type { ProofCheck } from './proof-check.js';
import { readForm } from './read-form.js';

export interface TokenEndpoint {
  readonly authentication: ClientAuthentication;
  readonly signToken: SignToken;
  readonly checkProof: ProofCheck;
  /** Undefined: no inner JWTs. */
  readonly inners?: InnerIssuing | undefined;
  readonly limit: RateLimit;
  readonly clock: Clock;
  readonly log: LogEvent;
}

/** `POST /token` (RFC 6749 section 3.2). */
export function mountTokenEndpoint(router: Router, path: string, endpoint: TokenEndpoint): void {
  const { authentication, signToken, checkProof, inners, limit, clock, log } = endpoint;
  const share = shareWithOrigins(router, path, authentication.clients);
  router.post(
    exactPath(path),
    ...share,
    answerOAuthErrors(log, async (ctx) => {
      await limit(ctx.ip);
      const form = await readForm(ctx, clock);
      const grant = chooseGrant(form);
      const client = await authenticateClient(ctx, form, authentication, log);
      keepToOriginsOf(client, ctx);
      const proveKey = () => checkProof(ctx);
      const response = await grant({ client, form, signToken, proveKey, inners, log });
      give(ctx, { status: 200, headers, body: textBody(JSON.stringify(response)) });
    }),
  );
}

const headers = Object.entries({ ...neverCached, 'Content-Type': 'application/json; charset=utf-8' }).flat();

function chooseGrant(form: Form) {
  const grantType = form.get('grant_type');
  if (grantType === undefined) throw new OAuthError('invalid_request', 'grant_type is missing');
  const byTokenType = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
  if (byTokenType === undefined)
    throw new OAuthError('unsupported_grant_type', 'this grant_type is not supported');
  const tokenType = form.get('requested_token_type') ?? accessTokenType;
  const grant = Object.hasOwn(byTokenType, tokenType) ? byTokenType[tokenType] : undefined;
  if (grant === undefined)
    throw new OAuthError('invalid_request', 'this requested_token_type is not issued by this grant');
  return grant;
}
