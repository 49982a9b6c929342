import { epochMember } from '@keyturn/shared/epoch';
import type { PublishedKeySet } from '../ring/published-keys.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { PublicDocument } from './conditional.js';
import { answerDocument, makeDocument } from './conditional.js';
import type { IssuerPaths } from './issuer-paths.js';
import type { MountDocument } from './public-document.js';

/** The rotating key set (RFC 7517), at both its addresses. Serialised once for each snapshot, never kept by time. */
export function mountJwks(
  mount: MountDocument,
  paths: IssuerPaths,
  ring: Pick<IssuerRing, 'servable'>,
): void {
  const bodies = new WeakMap<PublishedKeySet, PublicDocument>();
  for (const path of [paths.jwks, paths.wellKnownJwks]) {
    mount(path, async (ctx) => {
      const { keySet, cache, lastModifiedSeconds, nowSeconds } = await ring.servable();
      const document = bodies.get(keySet) ?? serialise(keySet);
      bodies.set(keySet, document);
      const { maxAgeSeconds: M, staleIfErrorSeconds: E } = cache;
      // RFC 9213: caches of ours must not add the stale time that is counted for relying parties alone.
      ctx.set('CDN-Cache-Control', `public, max-age=${M}`);
      answerDocument(ctx, document, {
        cacheControl: `public, max-age=${M}, stale-if-error=${E}`,
        modified: { lastModifiedSeconds, nowSeconds },
      });
    });
  }
}

function serialise(keySet: PublishedKeySet): PublicDocument {
  return makeDocument(keySet, 'application/jwk-set+json', `${keySet[epochMember]}-`);
}
