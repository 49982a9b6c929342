import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FindingCode } from '../../../provider/watch/finding-kinds.js';
import { judge } from '../../../provider/watch/judge.js';
import type { Sample } from '../../../provider/watch/sample.js';
import { jwk, keysAt, seen, tokenAt } from './samples.js';

const [a, b, c] = [jwk('a'), jwk('b'), jwk('c')];
const has = (code: FindingCode, samples: readonly Sample[]) =>
  judge(seen(...samples), 1e6).some((finding) => finding.code === code);
const seconds = (max: number) => fc.integer({ min: 0, max });

test('I1: a lead of max(max-age, 60 s) is enough, a second less is found, whatever the looks missed', () => {
  fc.assert(
    fc.property(seconds(100_000), seconds(4000), seconds(50), (start, maxAgeSeconds, gap) => {
      const required = Math.max(maxAgeSeconds, 60);
      const rotation = (lead: number) => [
        keysAt(start, [a], {}, { maxAgeSeconds }),
        keysAt(start + gap, [a, b], {}, { maxAgeSeconds }),
        tokenAt(start + lead, 'b'),
      ];
      expect(has('lead_too_short', rotation(required))).toBe(false);
      expect(has('lead_too_short', rotation(required - 1))).toBe(true);
    }),
  );
});

test('I14: the largest max-age that was in force counts, not the one of today', () => {
  fc.assert(
    fc.property(fc.integer({ min: 61, max: 4000 }), seconds(60), (before, now) => {
      const rotation = (lead: number) => [
        keysAt(0, [a], {}, { maxAgeSeconds: before }),
        keysAt(1, [a, b], {}, { maxAgeSeconds: now }),
        tokenAt(lead, 'b'),
      ];
      expect(has('lead_too_short', rotation(before))).toBe(false);
      expect(has('lead_too_short', rotation(before - 1))).toBe(true);
    }),
  );
});

test('I3: a retention of T and the leeway is enough, a second less is found, whatever the looks missed', () => {
  fc.assert(
    fc.property(seconds(100_000), seconds(90_000), seconds(50), (start, lifetime, gap) => {
      const rotation = (retention: number) => [
        keysAt(start, [a, b]),
        tokenAt(start + gap, 'a', {
          issuedAtSeconds: start,
          expiresAtSeconds: start + lifetime,
        }),
        keysAt(start + retention, [b, c]),
      ];
      expect(has('retention_too_short', rotation(lifetime + 60))).toBe(false);
      expect(has('retention_too_short', rotation(lifetime + 59))).toBe(true);
    }),
  );
});

test('P: replicas may differ for 10 s, and not for one more', () => {
  fc.assert(
    fc.property(seconds(1000), fc.integer({ min: 1, max: 100 }), (start, gap) => {
      const differing = (lag: number) => [
        keysAt(start, [a, b]),
        keysAt(start + gap, [b, c]),
        keysAt(start + gap + lag, [a, b]),
      ];
      expect(has('sets_differ', differing(10))).toBe(false);
      expect(has('sets_differ', differing(11))).toBe(true);
      // An older set of another replica is no key that came back.
      expect(has('kid_returned', differing(11))).toBe(false);
    }),
  );
});

test('the order of keys is no difference, and a failed read withdraws nothing', () => {
  const state = seen(
    keysAt(0, [a, b]),
    { kind: 'failed', read: 'keys', atSeconds: 5, reason: 'connection_failed', message: 'gone' },
    keysAt(10, [b, a]),
  );
  expect(state.recentSets).toHaveLength(1);
  expect(
    [...state.keys.values()].every(({ withdrawnFromSeconds }) => withdrawnFromSeconds === undefined),
  ).toBe(true);
});

test('tokens of another issuer, and of another key under the kid, date no signature', () => {
  const others = [
    tokenAt(5, 'b', { issuer: 'https://other.example' }),
    tokenAt(6, 'b', { signature: 'invalid' }),
  ];
  expect(has('lead_too_short', [keysAt(0, [a]), keysAt(1, [a, b]), ...others])).toBe(false);
});

test('a token that the command kept dates its signature by iat, less the offset of the clocks', () => {
  const kept = (offsetSeconds: number) => [
    keysAt(0, [a], { offsetSeconds }),
    keysAt(1, [a, b], { offsetSeconds }),
    tokenAt(1000, 'b', { issuedAtSeconds: 310 }),
  ];
  expect(has('lead_too_short', kept(0))).toBe(false);
  expect(has('lead_too_short', kept(11))).toBe(true);
});
