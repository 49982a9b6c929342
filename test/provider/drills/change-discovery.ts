import type { RequestListener } from 'node:http';
import type { Sabotage } from '../../../provider/drills/drill-issuer.js';

/** Discovery names this algorithm and no other. */
export const announcing =
  (alg: string): Sabotage =>
  (handler) =>
  (request, response) => {
    if (request.url !== '/.well-known/openid-configuration')
      return (handler as RequestListener)(request, response);
    const writeHead = response.writeHead.bind(response);
    const end = response.end.bind(response);
    let held: { readonly status: number; readonly headers: readonly string[] } | undefined;
    response.writeHead = ((status: number, headers: readonly string[]) => {
      held = { status, headers };
      return response;
    }) as unknown as typeof response.writeHead;
    response.end = ((body?: Buffer | string) => {
      const document = JSON.parse(String(body)) as object;
      const changed = JSON.stringify({ ...document, id_token_signing_alg_values_supported: [alg] });
      const { status = response.statusCode, headers = [] } = held ?? {};
      for (let at = 0; at < headers.length; at += 2)
        response.setHeader(headers[at] ?? '', headers[at + 1] ?? '');
      response.setHeader('content-length', Buffer.byteLength(changed));
      writeHead(status);
      return end(changed);
    }) as typeof response.end;
    delete request.headers['if-none-match'];
    return (handler as RequestListener)(request, response);
  };
