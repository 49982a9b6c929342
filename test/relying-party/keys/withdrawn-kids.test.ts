import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_WITHDRAWN_KIDS, rememberWithdrawn } from '../../../relying-party/keys/withdrawn-kids.js';

const of = (kids: string, epoch?: number) => ({ epoch, members: kids.split(''), kids: kids.split('') });
type Shown = ReturnType<typeof of>;

describe('which kids are withdrawn', () => {
  test.each<readonly [string, string, Shown | undefined, Shown, string]>([
    ['gone under a higher epoch', '', of('ab', 7), of('b', 8), 'a'],
    ['the latest first', 'x', of('ab', 7), of('c', 8), 'abx'],
    ['gone under the same epoch: no word of the issuer', 'x', of('ab', 7), of('b', 7), 'x'],
    ['a lower epoch begins anew', 'x', of('ab', 7), of('b', 6), ''],
    ['no epoch', 'x', of('ab', 7), of('b'), ''],
    ['a first epoch', '', of('ab'), of('b', 1), ''],
    ['nothing held', '', undefined, of('b', 8), ''],
    ['back in the set', 'xa', of('b', 7), of('ab', 8), 'x'],
    ['nothing gone', 'x', of('ab', 7), of('abc', 8), 'x'],
  ])('%s', (_what, known, before, after, withdrawn) => {
    expect(rememberWithdrawn(known.split(''), before, after).join('')).toBe(withdrawn);
  });

  test('a kid of over 256 characters is not remembered', () => {
    const before = { epoch: 1, members: [], kids: ['k'.repeat(257), 'k'.repeat(256)] };
    expect(rememberWithdrawn([], before, of('z', 2))).toEqual(['k'.repeat(256)]);
  });
});

test('whatever an issuer shows: bounded, nothing of the set in use, and only what was once in use', () => {
  const shown = fc.record({
    epoch: fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined }),
    kids: fc.uniqueArray(
      fc.integer({ min: 0, max: 99 }).map((n) => `key-${n}`),
      { minLength: 1, maxLength: 40 },
    ),
  });
  fc.assert(
    fc.property(fc.array(shown, { maxLength: 20 }), (story) => {
      let withdrawn: readonly string[] = [];
      const seen = new Set<string>();
      for (const [at, { epoch, kids }] of story.entries()) {
        const before = story[at - 1];
        withdrawn = rememberWithdrawn(withdrawn, before && { ...before, members: before.kids }, {
          epoch,
          members: kids,
          kids,
        });
        for (const kid of kids) seen.add(kid);
        expect(withdrawn.length).toBeLessThanOrEqual(MAX_WITHDRAWN_KIDS);
        expect(new Set(withdrawn).size).toBe(withdrawn.length);
        for (const kid of withdrawn) expect([kids.includes(kid), seen.has(kid)]).toEqual([false, true]);
      }
    }),
    { numRuns: 300 },
  );
});
