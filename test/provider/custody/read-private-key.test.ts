import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCustody } from '../../../provider/custody/create-custody.js';
import { readPrivateKey } from '../../../provider/custody/read-private-key.js';
import { generateWrappingKey } from '../../../provider/custody/wrapping-key.js';
import type { SeriesAlgorithm } from '../../../provider/ring/key-ring.js';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' = 'pkcs8') =>
  String(key.export({ format: 'pem', type: type as 'pkcs8' }));
const jwk = (key: KeyObject, more: object = {}) =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...more });
const encrypted = { cipher: 'aes-256-cbc', passphrase: 'a passphrase' } as const;

test.each<[string, string, KeyObject]>([
  ['PKCS #8', pem(ec.privateKey), ec.privateKey],
  ['PKCS #8 of Ed25519', pem(ed25519.privateKey), ed25519.privateKey],
  ['PKCS #1', pem(rsa.privateKey, 'pkcs1'), rsa.privateKey],
  ['SEC 1', pem(ec.privateKey, 'sec1'), ec.privateKey],
  [
    'a public key beside it',
    pem(ec.privateKey) + ec.publicKey.export({ format: 'pem', type: 'spki' }),
    ec.privateKey,
  ],
  ['words around it', `from the old issuer\n${pem(ec.privateKey)}\nthat was it`, ec.privateKey],
  ['a JWK', jwk(rsa.privateKey), rsa.privateKey],
  ['a JWK set of one', `{"keys":[${jwk(ed25519.privateKey)}]}`, ed25519.privateKey],
])('reads %s', (_what, text, key) => {
  expect(readPrivateKey(text).privateKey.equals(key)).toBe(true);
});

test('a JWK keeps its kid and its algorithm; a PEM has neither', () => {
  const named = readPrivateKey(
    jwk(ec.privateKey, { kid: '2024-01', alg: 'ES256', use: 'sig', key_ops: ['sign'] }),
  );
  expect(named).toMatchObject({ kid: '2024-01', alg: 'ES256' });
  expect(Object.keys(readPrivateKey(pem(ec.privateKey)))).toEqual(['privateKey']);
});

test.each<[string, string, string]>([
  [
    'an encrypted PKCS #8',
    String(ec.privateKey.export({ format: 'pem', type: 'pkcs8', ...encrypted })),
    'key_encrypted',
  ],
  [
    'an encrypted PKCS #1',
    String(rsa.privateKey.export({ format: 'pem', type: 'pkcs1', ...encrypted })),
    'key_encrypted',
  ],
  ['a public PEM', String(ec.publicKey.export({ format: 'pem', type: 'spki' })), 'key_public_only'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'key_public_only'],
  ['a public JWK', jwk(ec.publicKey), 'key_public_only'],
  ['a symmetric JWK', '{"kty":"oct","k":"c2VjcmV0"}', 'key_symmetric'],
  ['two PEM keys', pem(ec.privateKey) + pem(rsa.privateKey), 'keys_several'],
  ['a JWK set of two', `{"keys":[${jwk(ec.privateKey)},${jwk(rsa.privateKey)}]}`, 'keys_several'],
  ['a JWK for encryption', jwk(rsa.privateKey, { use: 'enc' }), 'key_not_for_signing'],
  ['a JWK that verifies', jwk(rsa.privateKey, { key_ops: ['verify'] }), 'key_not_for_signing'],
  ['nothing', '', 'key_malformed'],
  ['half a JWK', '{"kty":"EC","d":"', 'key_malformed'],
  ['a JWK without its curve', '{"kty":"EC","d":"AAAA"}', 'key_malformed'],
  ['a JWK set in a set', '{"keys":[{"keys":[]}]}', 'key_malformed'],
  ['an empty set', '{"keys":[]}', 'key_malformed'],
  ['a PEM of garbage', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'key_malformed'],
  [
    'OpenSSH',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
    'key_malformed',
  ],
])('refuses %s by a code', (_what, text, code) => {
  expect(() => readPrivateKey(text)).toThrow(expect.objectContaining({ code }));
});

test('a broken file is refused by a code that repeats nothing of it', () => {
  const whole = [pem(ec.privateKey), jwk(ec.privateKey), pem(rsa.privateKey, 'pkcs1')];
  const broken = fc
    .tuple(fc.constantFrom(...whole), fc.nat(), fc.nat(40), fc.string())
    .map(([text, at, count, put]) => {
      const from = at % text.length;
      return text.slice(0, from) + put + text.slice(from + count);
    });
  fc.assert(
    fc.property(broken, (text) => {
      try {
        expect(readPrivateKey(text).privateKey.type).toBe('private');
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        expect(code).toMatch(/^keys?_/);
        const secret = JSON.parse(jwk(ec.privateKey)).d;
        expect(message).not.toContain(secret.slice(0, 12));
        expect(message.length).toBeLessThan(200);
      }
    }),
    { numRuns: 300 },
  );
});

describe('custody takes in', () => {
  const custody = createCustody({ wrappingKeys: [generateWrappingKey()] });
  const take = (key: KeyObject, alg: SeriesAlgorithm) => custody.importKey?.(key, alg, 'theirs');
  const of = (type: 'rsa', modulusLength: number, publicExponent = 65537) =>
    generateKeyPairSync(type, { modulusLength, publicExponent }).privateKey;
  const onCurve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;

  test('what the algorithm uses, under the kid that it is known by', async () => {
    expect(await take(rsa.privateKey, 'PS256')).toMatchObject({ key: { kid: 'theirs', alg: 'PS256' } });
    expect(await take(onCurve('P-384'), 'ES384')).toMatchObject({ key: { publicJwk: { crv: 'P-384' } } });
  });

  test.each<[string, () => KeyObject, SeriesAlgorithm, string]>([
    ['RSA of 2047 bits', () => of('rsa', 2047), 'RS256', 'key_weak'],
    ['RSA of 1024 bits', () => of('rsa', 1024), 'PS256', 'key_weak'],
    ['another curve', () => onCurve('P-384'), 'ES256', 'key_algorithm_wrong'],
    ['a curve of another use', () => onCurve('secp256k1'), 'ES256', 'key_algorithm_wrong'],
    ['EC for RSA', () => ec.privateKey, 'RS256', 'key_algorithm_wrong'],
    ['RSA for Ed25519', () => rsa.privateKey, 'EdDSA', 'key_algorithm_wrong'],
    ['Ed448', () => generateKeyPairSync('ed448').privateKey, 'EdDSA', 'key_algorithm_wrong'],
    ['X25519', () => generateKeyPairSync('x25519').privateKey, 'Ed25519', 'key_algorithm_wrong'],
    [
      'RSASSA-PSS by its own type',
      () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey,
      'PS256',
      'key_algorithm_wrong',
    ],
  ])('not %s', async (_what, make, alg, code) => {
    await expect(take(make(), alg)).rejects.toMatchObject({ code });
  });

  test('an exponent that the verifier refuses is refused', async () => {
    const parts = rsa.privateKey.export({ format: 'jwk' });
    const key = (e: string) => createPrivateKey({ key: { ...parts, e }, format: 'jwk' });
    await expect(take(key('AQAAAAE'), 'RS256')).rejects.toMatchObject({ code: 'key_algorithm_wrong' });
    await expect(take(key('_____w'), 'RS256')).resolves.toMatchObject({ key: { kid: 'theirs' } });
  });

  test('an exponent of 1 is refused', async () => {
    const one = { ...rsa.privateKey.export({ format: 'jwk' }), e: 'AQ' };
    const key = createPrivateKey({ key: one, format: 'jwk' });
    await expect(take(key, 'RS256')).rejects.toMatchObject({ code: 'key_weak' });
  });
});
