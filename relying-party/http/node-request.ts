import type { CertificateSources } from '../binding/create-mtls-check.js';
import type { TokenRequest } from './read-credentials.js';

/** What the frameworks on Node's own server know of a request. */
export interface NodeRequest {
  /** Names and values in turn, as they came: Node drops a second `Authorization` from its parsed fields silently. */
  readonly rawHeaders: readonly string[];
  readonly socket: object;
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  readonly query: unknown;
  /** Undefined where no body was parsed yet. */
  readonly body?: unknown;
}

export function readNodeRequest({ query, body, ...request }: NodeRequest): TokenRequest & CertificateSources {
  const fields = (name: string) =>
    request.rawHeaders.filter((_, at) => at % 2 === 1 && request.rawHeaders[at - 1]?.toLowerCase() === name);
  return {
    ...request,
    authorization: fields('authorization'),
    unverifiedProofs: fields('dpop'),
    hasTokenParameter: carriesToken(query) || carriesToken(body),
  };
}

function carriesToken(parameters: unknown): boolean {
  return typeof parameters === 'object' && parameters !== null && Object.hasOwn(parameters, 'access_token');
}
