import { expect, test } from 'vitest';
import {
  canRefetch,
  countRefetch,
  fullBudget,
  type KidBudget,
  spendRefetch,
} from '../../../relying-party/keys/kid-budget.js';

/** How many refetches in a row the budget pays for at `now`. */
function left(budget: KidBudget, now: number): number {
  let count = 0;
  for (let rest = budget; canRefetch(rest, now, 10); rest = spendRefetch(rest, now, 10)) count++;
  return count;
}

const after = (spent: number, now = 1000) =>
  Array.from({ length: spent }).reduce((budget: KidBudget) => spendRefetch(budget, now, 10), fullBudget);

test.each([
  [0, 1000, 5],
  [1, 1000, 4],
  [5, 1000, 0],
  [5, 1009.99, 0],
  [5, 1010, 1],
  [5, 1019.99, 1],
  [5, 1020, 2],
  [5, 1050, 5],
  [5, 9999, 5],
  // Fetches for other reasons: no debt, so that the next is never more than a cooldown away.
  [9, 1009.99, 0],
  [9, 1010, 1],
])('after %d fetches at 1000 there are, at %d, %d left', (spent, now, expected) => {
  expect(left(after(spent), now)).toBe(expected);
});

test('a fetch of our own counts only while the budget is in use', () => {
  expect(countRefetch(fullBudget, 1000, 10)).toBe(fullBudget);
  expect(left(countRefetch(after(1), 1000, 10), 1000)).toBe(3);
  expect(left(countRefetch(after(1), 1010, 10), 1010)).toBe(5);
});
