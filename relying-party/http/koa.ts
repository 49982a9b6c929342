import type { Verifier } from '../create-verifier.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import type { ChallengeOptions } from './answer.js';
import { authenticate } from './authenticate.js';

/** What the middleware puts on `ctx.state`. */
export interface BearerState {
  token: VerifiedToken;
}

/** What the middleware needs of Koa's context: the package does not depend on Koa. */
export interface KoaContextLike {
  readonly req: { readonly rawHeaders: readonly string[] };
  readonly query: Readonly<Record<string, unknown>>;
  readonly request: { readonly body?: unknown };
  state: object;
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

/**
 * Koa middleware: lets a request with an acceptable Bearer token through, with the result on `ctx.state.token`, and
 * answers every other by RFC 6750.
 * @param options scope: every one of these is needed (403). Default: none.
 */
export function bearerAuth(verifier: Pick<Verifier, 'verify'>, options: ChallengeOptions = {}) {
  return async (ctx: KoaContextLike, next: () => Promise<unknown>): Promise<void> => {
    const request = {
      authorization: fieldsNamed('authorization', ctx.req.rawHeaders),
      hasTokenParameter: carriesToken(ctx.query) || carriesToken(ctx.request.body),
    };
    const outcome = await authenticate(verifier, request, options);
    if (outcome.accepted) {
      Object.assign(ctx.state, { token: outcome.token } satisfies BearerState);
      await next();
      return;
    }
    const { status, headers, body } = outcome.answer;
    ctx.status = status;
    ctx.body = body;
    // After the body, which would set a type of its own.
    ctx.set(headers);
  };
}

/** From the raw fields, since Node drops a second `Authorization` silently. */
function fieldsNamed(name: string, rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}

function carriesToken(parameters: unknown): boolean {
  return typeof parameters === 'object' && parameters !== null && Object.hasOwn(parameters, 'access_token');
}
