import type { Verifier } from '../create-verifier.js';
import { authenticate, type BearerOptions } from './authenticate.js';
import type { BearerState } from './bearer-state.js';
import { readNodeRequest } from './node-request.js';
import type { ResourceMetadata } from './resource-metadata.js';

export type { BearerState } from './bearer-state.js';
export { type ResourceMetadata, type ResourceOptions, resourceMetadata } from './resource-metadata.js';

/** What the middleware needs of Express: the package does not depend on it. */
export interface ExpressRequestLike {
  readonly rawHeaders: readonly string[];
  readonly socket: object;
  readonly method: string;
  /** As it came, also inside a router that is mounted on a path. */
  readonly originalUrl: string;
  readonly query: unknown;
  readonly body?: unknown;
}

export interface ExpressResponseLike {
  readonly locals: object;
  writeHead(status: number, headers: Record<string, string>): { end(text?: string): unknown };
}

type Next = (error?: unknown) => void;

/**
 * Express middleware: lets a request with an acceptable token through, with the result on `res.locals.token`, and
 * answers every other by RFC 6750 and RFC 9449. A fault of ours goes to `next(error)`.
 * @param options scope: every one of these is needed (403). Default: none. mtls, dpop: tokens are bound to certificates, to keys.
 */
export function bearerAuth(verifier: Pick<Verifier, 'verify'>, options: BearerOptions = {}) {
  return async (request: ExpressRequestLike, response: ExpressResponseLike, next: Next): Promise<void> => {
    const outcome = await authenticate(verifier, readRequest(request), options).catch((error: unknown) =>
      next(error),
    );
    if (outcome === undefined) return;
    if (outcome.accepted) {
      Object.assign(response.locals, { token: outcome.token } satisfies BearerState);
      next();
      return;
    }
    const { status, headers, body } = outcome.answer;
    response.writeHead(status, { ...headers }).end(JSON.stringify(body));
  };
}

/** Express middleware that serves the resource's metadata (RFC 9728 section 3) and passes every other request on. */
export function serveResourceMetadata({ path, headers, body }: ResourceMetadata) {
  return (request: ExpressRequestLike, response: ExpressResponseLike, next: Next): void => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || request.originalUrl.split('?', 1)[0] !== path) next();
    else response.writeHead(200, { ...headers }).end(body);
  };
}

function readRequest({ rawHeaders, socket, method, originalUrl, query, body }: ExpressRequestLike) {
  return readNodeRequest({ rawHeaders, socket, method, target: originalUrl, query, body });
}
