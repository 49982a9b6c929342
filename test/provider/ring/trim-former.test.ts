import { expect, test } from 'vitest';
import type { FormerKey, KeyRing } from '../../../provider/ring/key-ring.js';
import { FORMER_KEYS_KEPT, trimFormer } from '../../../provider/ring/trim-former.js';
import { sampleRing } from '../../support/sample-ring.js';

const sample = sampleRing();
const [some] = sample.former as readonly [FormerKey];
const former = (count: number) =>
  Array.from({ length: count }, (_, at): FormerKey => ({ ...some, kid: `kid-${at}`, state: 'removed' }));
const ringWith = (keys: readonly FormerKey[]): KeyRing => ({ ...sample, former: keys });
const kids = (keys: readonly FormerKey[]) => keys.map(({ kid }) => kid);

test('a ring with few former keys stays the object that it is', () => {
  const ring = ringWith(former(FORMER_KEYS_KEPT));
  expect(trimFormer(ring, ring)).toEqual({ ring, overflow: [] });
  expect(trimFormer(ring, ring).ring).toBe(ring);
});

test('the oldest leave, the newest stay', () => {
  const before = former(FORMER_KEYS_KEPT + 2);
  const { ring, overflow } = trimFormer(ringWith(before), ringWith(before));
  expect(kids(overflow)).toEqual(['kid-0', 'kid-1']);
  expect(ring.former).toHaveLength(FORMER_KEYS_KEPT);
  expect([...overflow, ...ring.former]).toEqual(before);
});

test('what this commit ended does not leave with it, since it may lose its race', () => {
  const after = former(FORMER_KEYS_KEPT + 3);
  const { ring, overflow } = trimFormer(ringWith(after.slice(0, 1)), ringWith(after));
  expect(kids(overflow)).toEqual(['kid-0']);
  expect([...overflow, ...ring.former]).toEqual(after);
});

test('nor does a key that this commit revoked after its removal', () => {
  const before = former(FORMER_KEYS_KEPT + 1);
  const revoked = before.map((key, at): FormerKey => (at === 0 ? { ...key, state: 'revoked' } : key));
  const { ring, overflow } = trimFormer(ringWith(before), ringWith(revoked));
  expect(overflow).toEqual([]);
  expect(ring.former).toEqual(revoked);
});
