import { expect, test } from 'vitest';
import { RecentKids } from '../../../relying-party/keys/recent-kids.js';

test('a kid is remembered until its instant, the missing kid as well', () => {
  const kids = new RecentKids();
  kids.remember('a', 10);
  kids.remember(undefined, 20);
  expect([kids.untilSeconds('a'), kids.untilSeconds(undefined)]).toEqual([10, 20]);
  expect(kids.untilSeconds('b')).toBe(Number.NEGATIVE_INFINITY);
  kids.clear();
  expect(kids.untilSeconds('a')).toBe(Number.NEGATIVE_INFINITY);
});

test('memory is bounded in number, the oldest going first, and in the length of a kid', () => {
  const kids = new RecentKids();
  for (let i = 0; i < 1000; i++) {
    kids.remember('kept', i);
    kids.remember(`k${i}`, i);
  }
  expect(kids.untilSeconds('kept')).toBe(999);
  expect(kids.untilSeconds('k999')).toBe(999);
  expect(kids.untilSeconds('k745')).toBe(745);
  expect(kids.untilSeconds('k744')).toBe(Number.NEGATIVE_INFINITY);
  kids.remember('x'.repeat(256), 1);
  kids.remember('x'.repeat(257), 1);
  expect(kids.untilSeconds('x'.repeat(256))).toBe(1);
  expect(kids.untilSeconds('x'.repeat(257))).toBe(Number.NEGATIVE_INFINITY);
});
