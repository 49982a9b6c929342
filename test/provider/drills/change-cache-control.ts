import type { Sabotage } from '../../../provider/drills/drill-issuer.js';

/** Tells caches something else about the set of keys than the issuer does. */
export const withCacheControl =
  (value: string): Sabotage =>
  (handler) =>
  (request, response) => {
    if (request.url === '/jwks') {
      const writeHead = response.writeHead.bind(response);
      const isName = (text: string) => text.toLowerCase() === 'cache-control';
      const tell = (headers: readonly string[]) =>
        headers.map((text, at) => (at % 2 === 1 && isName(headers[at - 1] ?? '') ? value : text));
      response.writeHead = ((status: number, headers: readonly string[]) =>
        writeHead(status, tell(headers))) as unknown as typeof response.writeHead;
    }
    return handler(request, response);
  };
