import { expect, test } from 'vitest';
import {
  afterFailure,
  afterReading,
  isReadDue,
  pauseAfter,
} from '../../../relying-party/x5c/plan-file-look.js';

test('a file is read when it changes, and not before', () => {
  const read = afterReading('a');
  expect(isReadDue(read, 'a', 9_999_999)).toBe(false);
  expect(isReadDue(read, 'b', 1)).toBe(true);
  expect(isReadDue(read, '', 1)).toBe(true);
});

test('one that failed is tried again after its pause, to the millisecond, and at once where it changed', () => {
  const failed = afterFailure(afterReading('a'), '', 1000);
  expect(isReadDue(failed, '', 60_999)).toBe(false);
  expect(isReadDue(failed, '', 61_000)).toBe(true);
  expect(isReadDue(failed, 'a', 1001)).toBe(true);
});

test('pauses double up to an hour, and begin anew with another failure', () => {
  expect([1, 2, 3, 6, 7, 8, 2000].map(pauseAfter)).toEqual(
    [60, 120, 240, 1920, 3600, 3600, 3600].map((seconds) => seconds * 1000),
  );
  const twice = afterFailure(afterFailure(afterReading('a'), '', 0), '', 60_000);
  expect(twice.failures).toBe(2);
  expect(afterFailure(twice, 'b', 70_000).failures).toBe(1);
});
