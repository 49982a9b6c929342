import type { EdgeTerms } from '../edge.js';
import type { EventBase, EventKinds } from './event.js';
import { notHere } from './event.js';

/** Somebody puts two caches before the key set, and tells nobody. */
export type EdgeEvent = EventBase & EdgeTerms & { readonly do: 'open-edge' };

export const edgeEvents: EventKinds<EdgeEvent> = {
  'open-edge': {
    raisesAlarm: true,
    async perform({ cacheSeconds, staleSeconds }, issuer) {
      if (issuer.openEdge === undefined) return notHere;
      issuer.openEdge({ cacheSeconds, staleSeconds });
      return { outcome: 'done', rule: null };
    },
  },
};
