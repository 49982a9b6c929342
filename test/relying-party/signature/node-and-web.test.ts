import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accessClaims,
  accessHeader,
  allAlgorithms,
  compact,
  type MadeKey,
  makeKey,
  makeVerifier,
} from '../made-tokens.js';

/** Accepted by one if and only if by the other, and refused for the same reason. */
const keys = allAlgorithms.map((alg) => makeKey(alg));
const [onNode, onWeb] = [makeVerifier(keys), makeVerifier(keys, {}, 'web')];

async function outcomes(token: string): Promise<unknown[]> {
  return Promise.all(
    [onNode, onWeb].map((verifier) => verifier.verify(token).catch(({ code }: { code: string }) => code)),
  );
}

async function expectAgreement(token: string): Promise<unknown> {
  const [node, web] = await outcomes(token);
  expect(web).toEqual(node);
  return node;
}

test.each(keys.map((key) => [key.alg, key] as const))('%s: token for token', async (alg, key) => {
  const token = compact(key, accessHeader(key), accessClaims());
  expect(await expectAgreement(token)).toMatchObject({ kid: key.jwk.kid });
  const [header = '', payload = '', signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const signatures = [
    Buffer.alloc(0),
    Buffer.alloc(bytes.length),
    Buffer.alloc(bytes.length, 255),
    bytes.subarray(1),
    bytes.subarray(0, -1),
    Buffer.concat([bytes, Buffer.alloc(1)]),
    Buffer.concat([Buffer.alloc(1), bytes]),
    Buffer.from(bytes).reverse(),
  ];
  for (const changed of signatures) {
    const outcome = await expectAgreement(`${header}.${payload}.${changed.toString('base64url')}`);
    expect(['signature_invalid', 'signature_malformed']).toContain(outcome);
  }
  for (const other of keys)
    if (other.jwk.alg !== alg)
      expect(typeof (await expectAgreement(compact(key, accessHeader(other), accessClaims())))).toBe(
        'string',
      );
});

test('Ed25519 with s + L, and with R of small order', async () => {
  const key = keys.find(({ alg }) => alg === 'Ed25519') as MadeKey;
  const token = compact(key, accessHeader(key), accessClaims());
  const cut = token.lastIndexOf('.');
  const bytes = Buffer.from(token.slice(cut + 1), 'base64url');
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString('hex')}`) + order;
  const malleable = Buffer.concat([
    bytes.subarray(0, 32),
    Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse(),
  ]);
  const smallR = Buffer.concat([Buffer.from([1, ...Buffer.alloc(31)]), bytes.subarray(32)]);
  for (const changed of [malleable, smallR])
    expect(await expectAgreement(`${token.slice(0, cut)}.${changed.toString('base64url')}`)).toBe(
      'signature_invalid',
    );
});

test('any change of any byte: both refuse, for the same reason', async () => {
  const tokens = ['RS256', 'PS256', 'ES256', 'Ed25519'].map((alg) => {
    const key = keys.find((made) => made.alg === alg) as MadeKey;
    return compact(key, accessHeader(key), accessClaims());
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...tokens),
      fc.nat(),
      fc.integer({ min: 1, max: 127 }),
      async (token, at, flip) => {
        const place = at % token.length;
        const changed =
          token.slice(0, place) +
          String.fromCharCode(token.charCodeAt(place) ^ flip) +
          token.slice(place + 1);
        expect(typeof (await expectAgreement(changed))).toBe('string');
      },
    ),
    { numRuns: 300 },
  );
});
