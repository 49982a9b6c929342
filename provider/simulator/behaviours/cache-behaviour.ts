import type { Behaviour, FetchedCopy, PartyState } from '../behaviour.js';

/** What a plain cache is told by: when it looks again after a fetch. */
export type NextLooks = Omit<PartyState, 'held'>;

export const never = Number.POSITIVE_INFINITY;

const nothingHeld: PartyState = {
  held: undefined,
  fetchesAtSeconds: never,
  expiresAtSeconds: Number.NEGATIVE_INFINITY,
  looksAgainAtSeconds: Number.NEGATIVE_INFINITY,
};

/** A party that believes whatever it fetches, and whose next looks follow from the fetch alone. */
export function cacheBehaviour(
  told: Pick<Behaviour, 'name' | 'title' | 'setting' | 'terms'>,
  nextLooks: (copy: FetchedCopy, nowSeconds: number, draw: () => number) => NextLooks,
): Behaviour {
  return {
    ...told,
    hearsNews: false,
    begin: () => nothingHeld,
    ask: (state) => state,
    receive(_state, copy, nowSeconds, draw) {
      const { fetchesAtSeconds, expiresAtSeconds, looksAgainAtSeconds } = nextLooks(copy, nowSeconds, draw);
      const { moment: held } = copy;
      return { state: { held, fetchesAtSeconds, expiresAtSeconds, looksAgainAtSeconds }, again: false };
    },
    newsDelaySeconds: () => 0,
  };
}
