import type { Clock } from '@keyturn/shared/clock';
import type { EdgeTerms } from '../scenario/edge.js';
import type { OriginAnswer } from './origin-answer.js';

type Ask = () => Promise<OriginAnswer>;

/** Two caches, one behind the other: what the second has kept may be new to the first. */
export function createEdge(terms: EdgeTerms, clock: Clock, origin: Ask): Ask {
  return createCache(terms, clock, createCache(terms, clock, origin));
}

/** Gives what it has for its time, and for longer where nothing newer comes. It tells nobody how old that is. */
function createCache({ cacheSeconds, staleSeconds }: EdgeTerms, clock: Clock, behind: Ask): Ask {
  let kept: { readonly answer: OriginAnswer; readonly atSeconds: number } | undefined;
  return async () => {
    const ageSeconds = clock.nowSeconds() - (kept?.atSeconds ?? Number.NEGATIVE_INFINITY);
    if (kept !== undefined && ageSeconds < cacheSeconds) return kept.answer;
    try {
      const answer = await behind();
      if (answer.status !== 200) throw new Error(`what is behind the cache answered ${answer.status}`);
      const { date: _, etag: __, ...headers } = answer.headers;
      kept = { answer: { ...answer, headers }, atSeconds: clock.nowSeconds() };
      return kept.answer;
    } catch (failure) {
      if (kept === undefined || ageSeconds >= cacheSeconds + staleSeconds) throw failure;
      return kept.answer;
    }
  };
}
