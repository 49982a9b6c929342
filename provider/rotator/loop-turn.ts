import { afterThisTurn } from '@keyturn/shared/clock';

/**
 * Answers whether something is the first of its kind in this turn of the event loop. What comes alone is soonest done at
 * once; what comes in a burst is spread over the processors.
 */
export function createFirstOfTurn(): () => boolean {
  let hasBegun = false;
  const end = () => {
    hasBegun = false;
  };
  return () => {
    if (hasBegun) return false;
    hasBegun = true;
    afterThisTurn(end);
    return true;
  };
}
