import type { CertificateSources } from '../binding/create-mtls-check.js';
import type { BearerRequest } from './read-bearer.js';

/** What the frameworks on Node's own server know of a request. */
export interface NodeRequest {
  /** Names and values in turn, as they came: Node drops a second `Authorization` from its parsed fields silently. */
  readonly rawHeaders: readonly string[];
  readonly socket: object;
  readonly query: unknown;
  /** Undefined where no body was parsed yet. */
  readonly body?: unknown;
}

export function readNodeRequest({
  rawHeaders,
  socket,
  query,
  body,
}: NodeRequest): BearerRequest & CertificateSources {
  return {
    rawHeaders,
    socket,
    authorization: rawHeaders.filter(
      (_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'authorization',
    ),
    hasTokenParameter: carriesToken(query) || carriesToken(body),
  };
}

function carriesToken(parameters: unknown): boolean {
  return typeof parameters === 'object' && parameters !== null && Object.hasOwn(parameters, 'access_token');
}
