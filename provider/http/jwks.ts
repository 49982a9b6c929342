import { epochMember } from '@keyturn/shared/epoch';
import { greaseKeySet } from '../ring/grease.js';
import type { PublishedKeySet } from '../ring/published-keys.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { PublicDocument } from './conditional.js';
import { answerDocument, makeDocument } from './conditional.js';
import type { DiscoveryRules } from './discovery.js';
import type { IssuerPaths } from './issuer-paths.js';
import type { MountDocument } from './public-document.js';

/**
 * The rotating key set (RFC 7517), at both its addresses. Serialised once for each snapshot, never kept by time. Grease is
 * put in here and nowhere else: no series, no guard and no verb ever sees the decoy.
 */
export function mountJwks(
  mount: MountDocument,
  paths: IssuerPaths,
  ring: Pick<IssuerRing, 'issuer' | 'servable'>,
  { grease, greaseTurnSeconds }: Pick<DiscoveryRules, 'grease' | 'greaseTurnSeconds'>,
): void {
  const serialise = (keySet: PublishedKeySet, lastModifiedSeconds: number) => {
    const served = grease
      ? greaseKeySet(keySet, ring.issuer, lastModifiedSeconds, greaseTurnSeconds)
      : keySet;
    return makeDocument(served, 'application/jwk-set+json', `${keySet[epochMember]}-`);
  };
  const bodies = new WeakMap<PublishedKeySet, PublicDocument>();
  for (const path of [paths.jwks, paths.wellKnownJwks]) {
    mount(path, async (ctx) => {
      const { keySet, cache, lastModifiedSeconds, nowSeconds } = await ring.servable();
      const document = bodies.get(keySet) ?? serialise(keySet, lastModifiedSeconds);
      bodies.set(keySet, document);
      const { maxAgeSeconds: M, staleIfErrorSeconds: E } = cache;
      answerDocument(ctx, document, {
        cacheControl: `public, max-age=${M}, stale-if-error=${E}`,
        // Caches of ours must not add the stale time that is counted for relying parties alone.
        cdnCacheControl: `public, max-age=${M}`,
        modified: { lastModifiedSeconds, nowSeconds },
      });
    });
  }
}
