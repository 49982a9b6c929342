import type { IssuerRing } from '../rotator/issuer-ring.js';
import { createSignedHistory, type SignedHistory } from '../tokens/signed-history.js';
import { answerDocument, makeTextDocument, type PublicDocument } from './conditional.js';
import type { IssuerPaths } from './issuer-paths.js';
import { HttpProblem } from './problem.js';
import type { MountDocument } from './public-document.js';

/** Which series signs the history; without one there is none to be had. */
export interface RecordsRules {
  readonly series: string;
}

/** Keys that were removed or revoked, signed (OpenID Federation 1.0 section 8.7). */
export function mountHistory(
  mount: MountDocument,
  paths: IssuerPaths,
  ring: Pick<IssuerRing, 'issuer' | 'servable' | 'signing' | 'formerKeys'>,
  records: RecordsRules | undefined,
): void {
  const read = records === undefined ? undefined : createSignedHistory(ring, records.series);
  const documents = new WeakMap<SignedHistory, PublicDocument>();
  mount(paths.history, async (ctx) => {
    if (read === undefined)
      throw new HttpProblem('not_found', {
        detail: 'this issuer signs no history: records are not configured',
      });
    const history = await read();
    const document = documents.get(history) ?? makeTextDocument(history.jwt, 'application/jwk-set+jwt');
    documents.set(history, document);
    const { cache, nowSeconds } = await ring.servable();
    answerDocument(ctx, document, {
      cacheControl: `public, max-age=${cache.maxAgeSeconds}`,
      modified: { lastModifiedSeconds: history.issuedAtSeconds, nowSeconds },
    });
  });
}
