import { createDpopCheck, makeDpopProof } from '@keyturn/relying-party/dpop';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { nowSeconds } from '../made-tokens.js';

test.each([
  ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }],
  ['ES384', { name: 'ECDSA', namedCurve: 'P-384' }],
] as const)('a proof that is made for a request is accepted for it: %s', async (alg, algorithm) => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const { kty = '', crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
  const jwk = { kty, ...(crv && { crv }), ...(x && { x }), ...(y && { y }) };
  const url = 'https://issuer.example/token?a=b';
  const proof = await makeDpopProof({
    key: privateKey,
    jwk,
    alg,
    method: 'POST',
    url,
    nonce: 'n',
    nowSeconds,
  });
  const check = createDpopCheck({ clock: new VirtualClock(nowSeconds), isNonce: (nonce) => nonce === 'n' });
  expect(await check(proof, { method: 'POST', url: 'https://issuer.example/token' })).toMatchObject({
    jwk,
    alg,
  });
});
