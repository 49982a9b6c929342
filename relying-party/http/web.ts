import type { CertificateSources } from '../binding/create-mtls-check.js';
import type { Verifier } from '../create-verifier.js';
import type { VerifiedToken } from '../trust/verified-token.js';
import { authenticate, type BearerOptions } from './authenticate.js';
import type { ResourceMetadata } from './resource-metadata.js';

export { type ResourceMetadata, type ResourceOptions, resourceMetadata } from './resource-metadata.js';

/** An accepted request with its token, or the response to send instead. */
export type WebAuthentication =
  | { readonly accepted: true; readonly token: VerifiedToken }
  | { readonly accepted: false; readonly response: Response };

/**
 * For servers that take a `Request` and answer a `Response` (WHATWG Fetch): workers, Deno, Bun. The body is not read. Of
 * several `Authorization` fields `Headers` makes one with a comma in it, which is refused as malformed (400).
 * @param options scope: every one of these is needed (403). Default: none. mtls, dpop: tokens are bound to certificates, to keys.
 * @param connection what the server knows of the client's certificate, for mtls: a Request does not say.
 */
export async function authenticateRequest(
  verifier: Pick<Verifier, 'verify'>,
  request: Pick<Request, 'url' | 'method' | 'headers'>,
  options: BearerOptions = {},
  connection: Pick<CertificateSources, 'certificate' | 'socket'> = {},
): Promise<WebAuthentication> {
  const fields = (name: string) => [request.headers.get(name) ?? []].flat();
  const { pathname, search, searchParams } = new URL(request.url);
  const read = {
    ...connection,
    rawHeaders: [...request.headers].flat(),
    method: request.method,
    target: `${pathname}${search}`,
    authorization: fields('authorization'),
    unverifiedProofs: fields('dpop'),
    hasTokenParameter: searchParams.has('access_token'),
  };
  const outcome = await authenticate(verifier, read, options);
  if (outcome.accepted) return outcome;
  const { status, headers, body } = outcome.answer;
  return { accepted: false, response: new Response(JSON.stringify(body), { status, headers }) };
}

/** The answer to a request for the resource's metadata (RFC 9728 section 3); undefined to every other. */
export function answerResourceMetadata(
  { path, headers, body }: ResourceMetadata,
  request: Pick<Request, 'url' | 'method'>,
): Response | undefined {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead || new URL(request.url).pathname !== path) return undefined;
  return new Response(request.method === 'HEAD' ? null : body, { headers });
}
