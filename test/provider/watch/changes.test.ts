import { expect, test } from 'vitest';
import { changesBetween } from '../../../provider/watch/changes.js';
import type { Sample } from '../../../provider/watch/sample.js';
import { verdictOf } from '../../../provider/watch/verdict.js';
import { jwk, keysAt, seen, tokenAt } from './samples.js';

const [a, b] = [jwk('a'), jwk('b')];

/** What is told when the last of the samples comes in. */
function told(...samples: readonly Sample[]) {
  const [before, after] = [samples.slice(0, -1), samples].map((some) => verdictOf(seen(...some), 2000));
  if (before === undefined || after === undefined) throw new Error('two verdicts were made');
  return changesBetween(before, after).map((change) =>
    'finding' in change ? [change.type, change.finding.code] : [change.type, change.kid],
  );
}

test('a missing standby is told once, whichever of the keys signs next', () => {
  const both = [keysAt(0, [a, b]), tokenAt(1, 'a'), tokenAt(2000, 'b')];
  expect(told(...both)).toContainEqual(['found', 'standby_missing']);
  expect(told(...both, tokenAt(2001, 'a'))).toEqual([]);
  expect(told(...both, keysAt(2001, [a, b, jwk('c')]))).toContainEqual(['gone', 'standby_missing']);
});

test('the same fault of another key is news', () => {
  const nameless = (kid: string) => jwk(kid, { use: undefined });
  expect(told(keysAt(0, [nameless('a'), b]), keysAt(5, [nameless('a'), b, nameless('c')]))).toContainEqual([
    'found',
    'key_members_missing',
  ]);
});
