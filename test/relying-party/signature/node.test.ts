import { expect, test } from 'vitest';
import { findSigner } from '../../../relying-party/signature/find-signer.js';
import { createNodeSignature } from '../../../relying-party/signature/node.js';
import type { VerificationKey } from '../../../relying-party/signature/seam.js';
import { allAlgorithms, makeKey } from '../made-tokens.js';

const made = makeKey('ES256');
const input = 'header.payload';
const signature = made.sign(input);

function ready() {
  const seam = createNodeSignature();
  const key = seam.importKey(made.jwk, 'ES256') as VerificationKey;
  return { seam, key, verify: () => seam.verify(key, input, signature) };
}

test('a token that comes alone is verified at once, again and again', async () => {
  const { verify } = ready();
  for (let turn = 0; turn < 5; turn++) {
    expect(verify()).toBe(true);
    await Promise.resolve();
  }
});

test('a burst goes to the thread pool after its first, and so does what comes while it is there', async () => {
  const { verify } = ready();
  const burst = Array.from({ length: 8 }, verify);
  expect(burst[0]).toBe(true);
  for (const verdict of burst.slice(1)) expect(verdict).toBeInstanceOf(Promise);
  await Promise.resolve();
  const meanwhile = verify();
  expect(meanwhile).toBeInstanceOf(Promise);
  expect(await Promise.all([...burst, meanwhile])).toEqual(Array(9).fill(true));
  await Promise.resolve();
  expect(verify()).toBe(true);
});

test.each(allAlgorithms)('%s: the pool answers as the direct call does, good and bad', async (alg) => {
  const signer = makeKey(alg);
  const seam = createNodeSignature();
  const key = seam.importKey(signer.jwk, alg) as VerificationKey;
  const good = signer.sign(input);
  const bad = Uint8Array.from(good, (byte, at) => (at === 9 ? byte ^ 1 : byte));
  // The last byte: one RSA signature in 256 begins with a zero, and is the same number without it.
  const short = good.subarray(0, -1);
  const asked = [good, bad, short, good, bad, short];
  const together = asked.map((signed) => seam.verify(key, input, signed));
  expect(await Promise.all(together)).toEqual([true, false, false, true, false, false]);
  await Promise.resolve();
  for (const signed of asked.slice(0, 3)) {
    const alone = seam.verify(key, input, signed);
    expect(alone).toBe(signed === good);
    await Promise.resolve();
  }
});

test('an input longer than the lent memory, and a short one after it', async () => {
  const { seam, key } = ready();
  for (const text of [`header.${'p'.repeat(20_000)}`, input, `header.${'p'.repeat(16_000)}`]) {
    expect(seam.verify(key, text, made.sign(text))).toBe(true);
    await Promise.resolve();
    expect(seam.verify(key, `${text}p`, made.sign(text))).toBe(false);
    await Promise.resolve();
  }
});

test('several candidates are tried in turn, at once and in the pool; a key of another algorithm never', async () => {
  const seam = createNodeSignature();
  const others = [makeKey('ES256'), makeKey('ES256')].map(({ jwk }) => seam.importKey(jwk, 'ES256'));
  const key = seam.importKey(made.jwk, 'ES256') as VerificationKey;
  const candidates = [...others, key] as VerificationKey[];
  const signed = { alg: 'ES256', signingInput: input, signature } as const;
  const find = () => findSigner(seam, candidates, signed);
  expect(await Promise.all([find(), find(), find()])).toEqual([key, key, key]);
  expect(await findSigner(seam, others as VerificationKey[], signed)).toBeUndefined();
  expect(await findSigner(seam, [{ ...key, alg: 'ES384' }], signed)).toBeUndefined();
});
