import type { RequestListener } from 'node:http';
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
    response.end = ((body?: Buffer | string) => {
      if (body !== undefined) chunks.push(Buffer.from(body));
      const text = Buffer.concat(chunks).toString('utf8');
      if (served && text !== '') {
        const changed = JSON.stringify(change(JSON.parse(text) as ServedSet, signers));
        response.removeHeader('etag');
        response.setHeader('content-length', Buffer.byteLength(changed));
        return end(changed);
      }
      if (request.url === '/token' && text.includes('access_token')) noteSigner(kidOf(text));
      return end(text);
    }) as typeof response.end;
    if (served) delete request.headers['if-none-match'];
    return (handler as RequestListener)(request, response);
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
