import { describe, expect, test } from 'vitest';
import { plan } from '../../../provider/ring/plan.js';
import { publishedKeySet, signingKey } from '../../../provider/ring/published-keys.js';
import { dueRemovals, settle } from '../../../provider/ring/settle.js';
import { rotatedWorld } from '../../support/ring-cases.js';

/** Two keys retire, two minutes apart: key-1 leaves after 1800 s, key-2 after 1920 s. */
const world = rotatedWorld({ publishLeadSeconds: 1570 }).run([
  { do: 'wait', seconds: 1570 },
  { do: 'rotate', pick: 0 },
]);
const firstDueAt = world.nowSeconds + 230;
const secondDueAt = world.nowSeconds + 1800;
const kidsAt = (seconds: number) => publishedKeySet(world.ring, seconds).keys.map(({ kid }) => kid);
const epochAt = (seconds: number) => publishedKeySet(world.ring, seconds).keyturn_epoch;

describe('I3u: the set shrinks when it is read, tick or no tick', () => {
  test.each([
    ['a moment before the first is due', firstDueAt - 0.001, ['key-1', 'key-2', 'key-3', 'key-4']],
    ['at that very moment', firstDueAt, ['key-2', 'key-3', 'key-4']],
    ['a moment before the second is due', secondDueAt - 0.001, ['key-2', 'key-3', 'key-4']],
    ['at that very moment', secondDueAt, ['key-3', 'key-4']],
    ['a month later', secondDueAt + 2_600_000, ['key-3', 'key-4']],
  ])('%s', (_when, seconds, kids) => {
    expect(kidsAt(seconds)).toEqual(kids);
  });
});

describe('I11: a set that shrank has a higher epoch', () => {
  test('one for each key that left', () => {
    const before = world.ring.epoch;
    expect([firstDueAt - 1, firstDueAt, secondDueAt - 1, secondDueAt].map(epochAt)).toEqual([
      before,
      before + 1,
      before + 1,
      before + 2,
    ]);
  });

  test.each([firstDueAt, secondDueAt, secondDueAt + 5000])(
    'and it is the one that the commit then gives, at %d',
    (at) => {
      const settled = settle(world.ring, at);
      const removals = plan(world.ring, { ...world.context(), nowSeconds: at }).steps.filter(
        (step) => step.do === 'remove',
      );
      expect(removals).toEqual(dueRemovals(world.ring, at));
      const committed = rotatedWorld({ publishLeadSeconds: 1570 }).run([
        { do: 'wait', seconds: 1570 },
        { do: 'rotate', pick: 0 },
        { do: 'wait', seconds: at - world.nowSeconds },
        { do: 'tick' },
      ]);
      expect(committed.ring).toEqual(settled);
    },
  );

  test('reading twice is reading once', () => {
    const settled = settle(world.ring, secondDueAt);
    expect(settle(settled, secondDueAt)).toBe(settled);
  });
});

test('each key that left is listed with the instant at which it fell due, oldest first', () => {
  expect(settle(world.ring, secondDueAt + 99).former).toMatchObject([
    { kid: 'key-1', endedAtSeconds: firstDueAt, reason: 'retention passed' },
    { kid: 'key-2', endedAtSeconds: secondDueAt, reason: 'retention passed' },
  ]);
});

test('I5: whoever signs is in the set, at every age of the ring', () => {
  for (const at of [0, firstDueAt, secondDueAt, secondDueAt + 9_999_999])
    expect(kidsAt(at)).toContain(signingKey(world.ring, 'RS256', at)?.kid);
});
