import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holderLimits } from '../../../relying-party/jwc/chain-limits.js';
import {
  planRenewal,
  type RenewalState,
  sleptWhileAsking,
  windowOf,
} from '../../../relying-party/jwc/plan-renewal.js';

const held = { renewFromSeconds: 600, usableUntilSeconds: 990 };
const resting: RenewalState = { held, isRenewing: false, retryFromSeconds: Number.NEGATIVE_INFINITY };
const onItsWay = { ...resting, isRenewing: true };
const pausing = { ...resting, retryFromSeconds: 2000 };
const none = { ...resting, held: undefined };

/** What to do at each instant. */
const rows: readonly (readonly [string, RenewalState, number, 'use' | 'wait' | 'fail', boolean])[] = [
  ['young', resting, 0, 'use', false],
  ['just before its time', resting, 599.9, 'use', false],
  ['due', resting, 600, 'use', true],
  ['due, and asked for', onItsWay, 700, 'use', false],
  ['due, and the issuer is backed off from', pausing, 700, 'use', false],
  ['at its end', resting, 990, 'wait', true],
  ['at its end, and asked for', onItsWay, 990, 'wait', false],
  ['at its end, and backed off', pausing, 990, 'fail', false],
  ['the pause is over', pausing, 2000, 'wait', true],
  ['never had one', none, 0, 'wait', true],
  ['never had one, and asked for', { ...none, isRenewing: true }, 0, 'wait', false],
  ['never had one, and backed off', { ...none, retryFromSeconds: 5 }, 0, 'fail', false],
];

test.each(rows)('%s', (_what, state, now, answer, renews) => {
  expect(planRenewal(state, now)).toEqual({ answer, renews });
});

test('a new inner is asked for well ahead of the old one’s end, whatever its life', () => {
  const life = fc.double({ min: 1, max: 1e7, noNaN: true });
  const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(life, draw, (lifeSeconds, drawn) => {
      const window = windowOf(1000 + lifeSeconds, 1000, drawn);
      expect(window.renewFromSeconds).toBeGreaterThan(1000 + lifeSeconds * 0.59);
      // At least an eighth of its life is left for the issuer to answer.
      expect(window.usableUntilSeconds - window.renewFromSeconds).toBeGreaterThan(lifeSeconds / 8);
      expect(window.usableUntilSeconds).toBeLessThan(1000 + lifeSeconds);
    }),
  );
});

test('one that arrives past its end can never be used', () => {
  const { usableUntilSeconds } = windowOf(900, 1000, 0.5);
  expect(usableUntilSeconds).toBeLessThanOrEqual(1000);
});

test('an asking that took twice its deadline by the wall clock was slept through, one a second shorter was not', () => {
  const twiceSeconds = (2 * holderLimits.renewalDeadlineMilliseconds) / 1000;
  expect(sleptWhileAsking(1000, 1000 + twiceSeconds)).toBe(true);
  expect(sleptWhileAsking(1000, 1000 + twiceSeconds - 1)).toBe(false);
  expect(sleptWhileAsking(1000, 400)).toBe(false);
});
