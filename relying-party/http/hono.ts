import type { Verifier } from '../create-verifier.js';
import type { BearerOptions } from './authenticate.js';
import { answerResourceMetadata, authenticateRequest, type ResourceMetadata } from './web.js';

export type { BearerState } from './bearer-state.js';
export { type ResourceMetadata, type ResourceOptions, resourceMetadata } from './resource-metadata.js';

/** What the middleware needs of Hono's context: the package does not depend on Hono. */
export interface HonoContextLike {
  readonly req: { readonly raw: Request };
  /** On Node its server puts the request here (`HttpBindings`): only so is the certificate of a connection seen. */
  readonly env?: unknown;
  set(name: 'token', value: unknown): void;
}

type Next = () => Promise<void>;

/**
 * Hono middleware: lets a request with an acceptable token through, with the result as variable `token`
 * (`new Hono<{ Variables: BearerState }>()`), and answers every other by RFC 6750 and RFC 9449.
 * @param options scope: every one of these is needed (403). Default: none. mtls, dpop: tokens are bound to certificates, to keys.
 */
export function bearerAuth(verifier: Pick<Verifier, 'verify'>, options: BearerOptions = {}) {
  return async (context: HonoContextLike, next: Next): Promise<Response | undefined> => {
    const outcome = await authenticateRequest(verifier, context.req.raw, options, {
      socket: socketOf(context.env),
    });
    if (!outcome.accepted) return outcome.response;
    context.set('token', outcome.token);
    await next();
    return undefined;
  };
}

/** Hono middleware that serves the resource's metadata (RFC 9728 section 3) and passes every other request on. */
export function serveResourceMetadata(metadata: ResourceMetadata) {
  return async (context: HonoContextLike, next: Next): Promise<Response | undefined> => {
    const answer = answerResourceMetadata(metadata, context.req.raw);
    if (answer === undefined) await next();
    return answer;
  };
}

function socketOf(env: unknown): object | undefined {
  const bindings = env as { readonly incoming?: { readonly socket?: object } } | undefined;
  return bindings?.incoming?.socket;
}
