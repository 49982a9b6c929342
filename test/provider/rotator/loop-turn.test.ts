import { generateKeyPairSync, verify } from 'node:crypto';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createInProcessSigner } from '../../../provider/custody/in-process-signer.js';
import type { Signer } from '../../../provider/custody/key-custody.js';
import { createFirstOfTurn } from '../../../provider/rotator/loop-turn.js';
import { SignerWatch } from '../../../provider/rotator/signer-watch.js';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('one of each turn of the event loop is the first', async () => {
  const isFirst = createFirstOfTurn();
  for (let turn = 0; turn < 3; turn++) {
    expect([isFirst(), isFirst(), await Promise.resolve().then(isFirst)]).toEqual([true, false, false]);
    await nextTurn();
  }
});

/** A signer that notes which way it signs. */
function noted(ways: string[], signInPool?: Signer['signInPool']): Signer {
  const sign = async () => {
    ways.push('at once');
    return new Uint8Array(1);
  };
  return { quick: true, sign, ...(signInPool && { signInPool }) };
}

test('what comes alone is signed at once, and the rest of a burst in the pool', async () => {
  const ways: string[] = [];
  const watch = new SignerWatch(new VirtualClock(0), () => {}, createFirstOfTurn());
  const signer = watch.watched(
    'kid',
    noted(ways, async () => {
      ways.push('in the pool');
      return new Uint8Array(2);
    }),
  );
  await Promise.all([1, 2, 3].map(() => signer.sign(new Uint8Array(1))));
  await nextTurn();
  await signer.sign(new Uint8Array(1));
  expect(ways).toEqual(['at once', 'in the pool', 'in the pool', 'at once']);
});

test('what comes alone goes to the pool while the pool is at work, and no longer', async () => {
  const ways: string[] = [];
  const ends: ((signature: Uint8Array) => void)[] = [];
  const watch = new SignerWatch(new VirtualClock(0), () => {}, createFirstOfTurn());
  const inPool = () => new Promise<Uint8Array>((resolve) => ends.push(resolve));
  const signer = watch.watched('kid', noted(ways, inPool));
  const sign = () => signer.sign(new Uint8Array(1));
  const burst = [sign(), sign()];
  await nextTurn();
  const alone = sign();
  expect([ways, ends]).toMatchObject([['at once'], { length: 2 }]);
  for (const end of ends) end(new Uint8Array(2));
  await Promise.all([...burst, alone]);
  await nextTurn();
  await sign();
  expect([ways, ends]).toMatchObject([['at once', 'at once'], { length: 2 }]);
});

test('a pool that hangs is given up by the deadline, as any signer is', async () => {
  const clock = new VirtualClock(0);
  const watch = new SignerWatch(clock, () => {}, createFirstOfTurn());
  const signer = watch.watched(
    'kid',
    noted([], () => new Promise(() => {})),
  );
  const [alone, hanging] = [1, 2].map(() => signer.sign(new Uint8Array(1)).catch((error: unknown) => error));
  expect(await alone).toBeInstanceOf(Uint8Array);
  await clock.advanceSeconds(5);
  expect(await hanging).toMatchObject({ code: 'signing_unavailable' });
});

test('both ways make signatures of the same key and form', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { sign, signInPool = sign } = createInProcessSigner('ES256', privateKey);
  expect(signInPool).not.toBe(sign);
  const input = Buffer.from('header.payload');
  for (const signature of [await sign(input), await signInPool(input)])
    expect(verify('sha256', input, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
});
