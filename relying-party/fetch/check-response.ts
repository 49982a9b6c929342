import type { FetchRequest } from './door.js';
import { FetchFailure } from './fetch-failure.js';

/** The head of a response, as both doors see it. */
export interface ResponseHead {
  readonly status: number;
  header(name: string): string | undefined;
}

/** What is sent. Bodies come unpacked: a small packed body can hold a huge one. */
export function requestHeaders(request: FetchRequest): Record<string, string> {
  return {
    ...(request.post && { ...request.post.headers, 'content-type': 'application/x-www-form-urlencoded' }),
    accept: 'application/jwk-set+json, application/json',
    'accept-encoding': 'identity',
    'user-agent': 'keyturn',
    ...(request.etag === undefined ? {} : { 'if-none-match': request.etag }),
    ...(request.noCache === true ? { 'cache-control': 'no-cache' } : {}),
  };
}

/**
 * 200, or 304 where an ETag was sent, and JSON by its own word. A response without a content type is let through: its
 * body must still be the JSON that is looked for, and small servers often name none.
 * @throws FetchFailure `redirect_refused`, `status_unexpected`, `content_type_unexpected`.
 */
export function checkResponse(head: ResponseHead, request: FetchRequest): 200 | 304 {
  if (head.status === 304 && request.etag !== undefined) return 304;
  if (head.status >= 300 && head.status < 400 && head.header('location') !== undefined) throw redirect(head);
  if (head.status !== 200)
    throw new FetchFailure('status_unexpected', `The provider answered with status ${head.status}.`);
  const type = head.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== undefined && !jsonType.test(type))
    throw new FetchFailure('content_type_unexpected', 'The content type is not one of JSON.');
  return 200;
}

const jsonType = /^application\/(json|[\w.+-]+\+json)$/;

function redirect(head: ResponseHead): FetchFailure {
  return new FetchFailure(
    'redirect_refused',
    `The provider answered with a redirect (${head.status}), which is never followed. Let it answer at this URL ` +
      'itself, or name the final URL of its key set in discovery.jwksUri.',
  );
}
