import { createDpopNonces } from '@keyturn/relying-party/dpop';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';

const startSeconds = 1_800_000_000;
const key = (fill: number) => Buffer.alloc(32, fill);
const place = 'https://issuer.example/token';

function makeNonces(keys: readonly Uint8Array[] = [key(1)], at = startSeconds, issuer = place) {
  const clock = new VirtualClock(at);
  return { clock, ...createDpopNonces({ secrets: keys, purpose: issuer, clock }) };
}

test('a nonce is good for four minutes at least and five at most', async () => {
  for (const offset of [0, 30, 59]) {
    const { clock, current, isGood } = makeNonces([key(1)], startSeconds + offset);
    const nonce = await current();
    expect(await isGood(nonce)).toBe(true);
    await clock.advanceSeconds(240);
    expect(await isGood(nonce)).toBe(true);
    await clock.advanceSeconds(60);
    expect(await isGood(nonce)).toBe(false);
  }
});

test('replicas know each other’s, though one’s clock is ahead', async () => {
  const ahead = makeNonces([key(1)], startSeconds + 60);
  expect(await makeNonces().isGood(await ahead.current())).toBe(true);
  const farAhead = makeNonces([key(1)], startSeconds + 120);
  expect(await makeNonces().isGood(await farAhead.current())).toBe(false);
});

test('a wrapping key that turns takes the old nonces along', async () => {
  const before = await makeNonces([key(1)]).current();
  const after = makeNonces([key(2), key(1)]);
  expect(await after.isGood(before)).toBe(true);
  expect(await after.current()).not.toBe(before);
  expect(await makeNonces([key(2)]).isGood(before)).toBe(false);
});

test('those of another issuer under the same key are not ours', async () => {
  expect(
    await makeNonces().isGood(
      await makeNonces([key(1)], startSeconds, 'https://other.example/token').current(),
    ),
  ).toBe(false);
});

test('what nobody made is not good', async () => {
  const { current, isGood } = makeNonces();
  const [slot, mac = ''] = (await current()).split('.');
  const later = `${(Number.parseInt(slot ?? '', 36) + 1).toString(36)}.${mac}`;
  for (const nonce of [
    undefined,
    '',
    '.',
    `${slot}.`,
    later,
    `${slot}.${'A'.repeat(43)}`,
    `${await current()}x`,
  ])
    expect(await isGood(nonce)).toBe(false);
});

test('a nonce is made once for its minute, and read alone by who has the secret', async () => {
  const { clock, current } = makeNonces();
  const first = await current();
  expect(await current()).toBe(first);
  await clock.advanceSeconds(60);
  expect(await current()).not.toBe(first);
});

test('a secret that is short is refused, and so is one of several', () => {
  for (const secrets of [[new Uint8Array(31)], [key(1), new Uint8Array(0)]])
    expect(() => makeNonces(secrets)).toThrow(expect.objectContaining({ code: 'option_invalid' }));
});

test('without a wrapping key each process has its own', async () => {
  const [one, other] = [makeNonces([]), makeNonces([])];
  expect(await one.isGood(await one.current())).toBe(true);
  expect(await one.isGood(await other.current())).toBe(false);
});
