import type { Verifier } from '../create-verifier.js';
import { authenticate, type BearerOptions } from './authenticate.js';
import type { BearerState } from './bearer-state.js';
import { readNodeRequest } from './node-request.js';
import type { ResourceMetadata } from './resource-metadata.js';

export type { BearerState } from './bearer-state.js';
export { type ResourceMetadata, type ResourceOptions, resourceMetadata } from './resource-metadata.js';

/** What the middleware needs of Koa's context: the package does not depend on Koa. */
export interface KoaContextLike {
  readonly req: { readonly rawHeaders: readonly string[]; readonly socket: object };
  readonly path: string;
  readonly method: string;
  /** As it came, also inside an application that is mounted on a path. */
  readonly originalUrl: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly request: { readonly body?: unknown };
  state: object;
  status: number;
  body: unknown;
  set(headers: Record<string, string>): void;
}

/**
 * Koa middleware: lets a request with an acceptable token through, with the result on `ctx.state.token`, and
 * answers every other by RFC 6750 and RFC 9449.
 * @param options scope: every one of these is needed (403). Default: none. mtls, dpop: tokens are bound to certificates, to keys.
 */
export function bearerAuth(verifier: Pick<Verifier, 'verify'>, options: BearerOptions = {}) {
  return async (ctx: KoaContextLike, next: () => Promise<unknown>): Promise<void> => {
    const outcome = await authenticate(verifier, readRequest(ctx), options);
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

/** Koa middleware that serves the resource's metadata (RFC 9728 section 3) and passes every other request on. */
export function serveResourceMetadata({ path, headers, body }: ResourceMetadata) {
  return async (ctx: KoaContextLike, next: () => Promise<unknown>): Promise<void> => {
    if (ctx.path !== path || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) {
      await next();
      return;
    }
    ctx.body = body;
    ctx.set({ ...headers });
  };
}

function readRequest({ req, method, originalUrl, query, request }: KoaContextLike) {
  const { rawHeaders, socket } = req;
  return readNodeRequest({ rawHeaders, socket, method, target: originalUrl, query, body: request.body });
}
