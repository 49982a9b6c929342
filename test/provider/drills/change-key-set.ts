import type { RequestListener, ServerResponse } from 'node:http';
import type { Sabotage } from '../../../provider/drills/drill-issuer.js';

export interface ServedSet {
  readonly keys: readonly { readonly kid: string }[];
  readonly [member: string]: unknown;
}

/**
 * Serves another set of keys than the ring says; everything else is untouched.
 * @param change is told which keys were seen to sign, the newest last.
 */
export function changeKeySet(change: (set: ServedSet, signers: readonly string[]) => ServedSet): Sabotage {
  const signers: string[] = [];
  const noteSigner = (kid: string) => {
    if (!signers.includes(kid)) signers.push(kid);
  };
  return (handler) => (request, response) => {
    const served = request.url === '/jwks';
    const chunks: Buffer[] = [];
    const end = response.end.bind(response);
    // Headers that were written at once would tell the length of the set that is not served.
    const toldLater = served ? holdHead(response) : undefined;
    response.end = ((body?: Buffer | string) => {
      if (body !== undefined) chunks.push(Buffer.from(body));
      const text = Buffer.concat(chunks).toString('utf8');
      const isSet = served && text !== '';
      const answer = isSet ? JSON.stringify(change(JSON.parse(text) as ServedSet, signers)) : text;
      toldLater?.(isSet ? Buffer.byteLength(answer) : undefined);
      if (request.url === '/token' && text.includes('access_token')) noteSigner(kidOf(text));
      return end(answer);
    }) as typeof response.end;
    if (served) delete request.headers['if-none-match'];
    return (handler as RequestListener)(request, response);
  };
}

/** Keeps back the head; the answer writes it, with another length if one is given, and then without a validator. */
function holdHead(response: ServerResponse): (lengthBytes: number | undefined) => void {
  const writeHead = response.writeHead.bind(response);
  let held: { readonly status: number; readonly headers: readonly string[] } | undefined;
  response.writeHead = ((status: number, headers: readonly string[]) => {
    held = { status, headers };
    return response;
  }) as unknown as typeof response.writeHead;
  return (lengthBytes) => {
    const { status, headers } = held ?? { status: response.statusCode, headers: [] };
    for (let at = 0; at < headers.length; at += 2)
      response.setHeader(headers[at] ?? '', headers[at + 1] ?? '');
    if (lengthBytes !== undefined) {
      response.removeHeader('etag');
      response.setHeader('content-length', lengthBytes);
    }
    writeHead(status);
  };
}

/** The key that signed until now leaves the set as soon as the next one signs. */
export const withoutOverlap = (): Sabotage =>
  changeKeySet((set, signers) => ({
    ...set,
    keys: set.keys.filter(({ kid }) => !signers.slice(0, -1).includes(kid)),
  }));

function kidOf(answer: string): string {
  const { access_token: token } = JSON.parse(answer) as { access_token: string };
  return (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as { kid: string })
    .kid;
}
