import type { Verifier } from '../create-verifier.js';
import { authenticate, type BearerOptions } from './authenticate.js';
import type { BearerState } from './bearer-state.js';
import { readNodeRequest } from './node-request.js';
import type { ResourceMetadata } from './resource-metadata.js';

export type { BearerState } from './bearer-state.js';
export { type ResourceMetadata, type ResourceOptions, resourceMetadata } from './resource-metadata.js';

/** What the hook needs of Fastify: the package does not depend on it. */
export interface FastifyRequestLike {
  readonly raw: { readonly rawHeaders: readonly string[]; readonly socket: object };
  readonly method: string;
  /** As it came, also where `rewriteUrl` makes another of it. */
  readonly originalUrl: string;
  readonly query: unknown;
  readonly body?: unknown;
}

export interface FastifyReplyLike {
  code(status: number): FastifyReplyLike;
  headers(values: Record<string, string>): FastifyReplyLike;
  send(payload: Uint8Array): unknown;
}

export interface FastifyLike {
  get(path: string, handler: (request: unknown, reply: FastifyReplyLike) => unknown): unknown;
}

/**
 * Fastify hook (`onRequest`, or `preHandler` to see a token in a form too): lets a request with an acceptable token
 * through, with the result on `request.token` (declare it by `app.decorateRequest('token')`), and answers every other by
 * RFC 6750.
 * @param options scope: every one of these is needed (403). Default: none. mtls, dpop: tokens are bound to certificates, to keys.
 */
export function bearerAuth(verifier: Pick<Verifier, 'verify'>, options: BearerOptions = {}) {
  return async (request: FastifyRequestLike, reply: FastifyReplyLike): Promise<void> => {
    const outcome = await authenticate(verifier, readRequest(request), options);
    if (outcome.accepted) {
      Object.assign(request, { token: outcome.token } satisfies BearerState);
      return;
    }
    const { status, headers, body } = outcome.answer;
    await reply
      .code(status)
      .headers({ ...headers })
      .send(encode(JSON.stringify(body)));
  };
}

/** Adds the route of the resource's metadata (RFC 9728 section 3). */
export function serveResourceMetadata(app: FastifyLike, { path, headers, body }: ResourceMetadata): void {
  app.get(path, (_request, reply) => reply.headers({ ...headers }).send(encode(body)));
}

function readRequest({ raw, method, originalUrl, query, body }: FastifyRequestLike) {
  const { rawHeaders, socket } = raw;
  return readNodeRequest({ rawHeaders, socket, method, target: originalUrl, query, body });
}

/** Bytes, since Fastify adds a charset to the type of a text, and JSON has none (RFC 8259 section 11). */
function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
