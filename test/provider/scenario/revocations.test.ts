import { expect, test } from 'vitest';
import { Revocations } from '../../../provider/scenario/revocations.js';

function revokedAt100() {
  const revocations = new Revocations({ exposureSeconds: 3, gapSeconds: 2 });
  revocations.note('old', 100);
  return revocations;
}

test.each([
  ['old', 99, 50, 'false'],
  ['old', 100, 50, 'collateral'],
  ['old', 200, 50, 'collateral'],
  ['new', 101, 100, 'gap'],
  ['new', 102, 100, 'gap'],
  ['new', 102.1, 100, 'false'],
  // A key that signed before the revocation has nothing to do with it.
  ['other', 101, 99, 'false'],
])(
  'a token of the key %s refused at %d, whose key first signed at %d, counts as %s',
  (kid, atSeconds, signedAt, counts) => {
    expect(revokedAt100().classify({ kid, atSeconds }, signedAt)).toBe(counts);
  },
);

test('a revoked key may be believed until its bound and no longer, and the tail is measured', () => {
  const revocations = revokedAt100();
  expect(revocations.noteAccepted('old', 99)).toBe(false);
  expect(revocations.tailSeconds).toBe(0);
  expect(revocations.noteAccepted('old', 103)).toBe(false);
  expect(revocations.noteAccepted('old', 103.5)).toBe(true);
  expect(revocations.noteAccepted('new', 200)).toBe(false);
  expect(revocations.tailSeconds).toBe(3.5);
});

test('without a revocation every refusal is a false one', () => {
  expect(new Revocations().classify({ kid: 'any', atSeconds: 1 }, 0)).toBe('false');
});
