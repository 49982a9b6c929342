import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createDpopNonces } from '../../../provider/oauth/dpop-nonces.js';

const startSeconds = 1_800_000_000;
const key = (fill: number) => Buffer.alloc(32, fill);
const place = 'https://issuer.example/token';

function makeNonces(keys: readonly Uint8Array[] = [key(1)], at = startSeconds, issuer = place) {
  const clock = new VirtualClock(at);
  return { clock, ...createDpopNonces(issuer, keys, clock) };
}

test('a nonce is good for four minutes at least and five at most', async () => {
  for (const offset of [0, 30, 59]) {
    const { clock, current, isGood } = makeNonces([key(1)], startSeconds + offset);
    const nonce = current();
    expect(isGood(nonce)).toBe(true);
    await clock.advanceSeconds(240);
    expect(isGood(nonce)).toBe(true);
    await clock.advanceSeconds(60);
    expect(isGood(nonce)).toBe(false);
  }
});

test('replicas know each other’s, though one’s clock is ahead', () => {
  const ahead = makeNonces([key(1)], startSeconds + 60);
  expect(makeNonces().isGood(ahead.current())).toBe(true);
  const farAhead = makeNonces([key(1)], startSeconds + 120);
  expect(makeNonces().isGood(farAhead.current())).toBe(false);
});

test('a wrapping key that turns takes the old nonces along', () => {
  const before = makeNonces([key(1)]).current();
  const after = makeNonces([key(2), key(1)]);
  expect(after.isGood(before)).toBe(true);
  expect(after.current()).not.toBe(before);
  expect(makeNonces([key(2)]).isGood(before)).toBe(false);
});

test('those of another issuer under the same key are not ours', () => {
  expect(
    makeNonces().isGood(makeNonces([key(1)], startSeconds, 'https://other.example/token').current()),
  ).toBe(false);
});

test('what nobody made is not good', () => {
  const { current, isGood } = makeNonces();
  const [slot, mac = ''] = current().split('.');
  const later = `${(Number.parseInt(slot ?? '', 36) + 1).toString(36)}.${mac}`;
  for (const nonce of [undefined, '', '.', `${slot}.`, later, `${slot}.${'A'.repeat(22)}`, `${current()}x`])
    expect(isGood(nonce)).toBe(false);
});

test('without a wrapping key each process has its own', () => {
  const [one, other] = [makeNonces([]), makeNonces([])];
  expect(one.isGood(one.current())).toBe(true);
  expect(one.isGood(other.current())).toBe(false);
});
