import { expect, test } from 'vitest';
import { defaultAlgorithms } from '../../../relying-party/signature/algorithms.js';
import { bindAlgorithm } from '../../../relying-party/signature/bind-algorithm.js';
import { createNodeSignature } from '../../../relying-party/signature/node.js';
import { thumbprintInput } from '../../../relying-party/signature/thumbprint.js';
import { createWebSignature } from '../../../relying-party/signature/web.js';

const ec = { kty: 'EC', crv: 'P-256' };
const okp = { kty: 'OKP', crv: 'Ed25519' };

test.each([
  ['its own alg', { kty: 'RSA', alg: 'PS256' }, defaultAlgorithms, 'PS256'],
  ['its own alg, not allowed', { kty: 'RSA', alg: 'PS256' }, ['RS256'], undefined],
  ['its own alg under the other name', { ...okp, alg: 'EdDSA' }, ['Ed25519'], 'Ed25519'],
  ['an alg that does not fit its type', { ...ec, alg: 'RS256' }, defaultAlgorithms, undefined],
  ['an alg that does not fit its curve', { ...ec, alg: 'ES384' }, defaultAlgorithms, undefined],
  ['HS256 on an RSA key', { kty: 'RSA', alg: 'HS256' }, defaultAlgorithms, undefined],
  ['an alg for encryption', { kty: 'RSA', alg: 'RSA-OAEP' }, defaultAlgorithms, undefined],
  ['RSA without alg: the first of the list', { kty: 'RSA' }, defaultAlgorithms, 'RS256'],
  ['RSA without alg: the caller’s order', { kty: 'RSA' }, ['ES256', 'PS512', 'RS256'], 'PS512'],
  ['EC without alg: its curve', { ...ec, crv: 'P-521' }, defaultAlgorithms, 'ES512'],
  ['EC without alg, curve unknown', { ...ec, crv: 'secp256k1' }, defaultAlgorithms, undefined],
  ['OKP without alg', okp, ['EdDSA'], 'Ed25519'],
  ['X25519', { ...okp, crv: 'X25519' }, defaultAlgorithms, undefined],
  ['unknown kty', { kty: 'AKP', alg: 'ML-DSA-44' }, defaultAlgorithms, undefined],
] as const)('one algorithm per key: %s', (_name, jwk, allowed, bound) => {
  expect(bindAlgorithm(jwk, allowed)).toBe(bound);
});

/** RFC 7638 section 3.1 and RFC 8037 appendix A.3. */
const published = [
  [
    'RS256',
    {
      kty: 'RSA',
      n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
      e: 'AQAB',
      alg: 'RS256',
      kid: '2011-04-29',
    },
    'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
  ],
  [
    'EdDSA',
    { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
    'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  ],
] as const;

test.each(published)('the published thumbprint of %s', async (alg, jwk, thumbprint) => {
  expect(createNodeSignature().importKey(jwk, alg)).toMatchObject({ thumbprint });
  expect(await createWebSignature().importKey(jwk, alg)).toMatchObject({ thumbprint });
  expect(thumbprintInput(jwk)).not.toContain('kid');
});
