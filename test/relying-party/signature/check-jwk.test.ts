import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { expect, test } from 'vitest';
import type { SignatureAlgorithm } from '../../../relying-party/signature/algorithms.js';
import { checkJwk } from '../../../relying-party/signature/check-jwk.js';
import { isOnCurve, weierstrassCurves } from '../../../relying-party/signature/curves.js';
import { KeyRefusal } from '../../../relying-party/signature/key-refusal.js';
import { createNodeSignature } from '../../../relying-party/signature/node.js';
import { createWebSignature } from '../../../relying-party/signature/web.js';
import { decodeBase64url } from '../../../relying-party/token/base64url.js';
import { allAlgorithms, makeKey } from '../made-tokens.js';
import certified from './certified-keys.json' with { type: 'json' };

const keys = {
  RS256: makeKey('RS256').jwk,
  ES256: makeKey('ES256').jwk,
  ES384: makeKey('ES384').jwk,
  ES512: makeKey('ES512').jwk,
  Ed25519: makeKey('Ed25519').jwk,
};

function codeOf(jwk: PublicJwk, alg: SignatureAlgorithm): string {
  try {
    checkJwk(jwk, alg, decodeBase64url);
    return 'fit';
  } catch (error) {
    if (error instanceof KeyRefusal) return error.code;
    throw error;
  }
}

const bytesOf = (text = '') => Buffer.from(text, 'base64url');
const encode = (bytes: Uint8Array | readonly number[]) => Buffer.from(bytes).toString('base64url');
const littleEndian = (value: bigint) =>
  encode(Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse());

/** A number of so many bits: ones at both ends unless told otherwise. */
function modulus(bits: number, last = 1): string {
  const bytes = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  bytes[0] = 2 ** (((bits - 1) % 8) + 1) - 1;
  bytes[bytes.length - 1] = 0xfe | last;
  return encode(bytes);
}

test.each(allAlgorithms)('a good key for %s is fit', (alg) => {
  expect(codeOf(makeKey(alg).jwk, alg)).toBe('fit');
});

const rsa = (changes: Record<string, unknown>) => ({ ...keys.RS256, ...changes }) as PublicJwk;
const cases: readonly (readonly [string, PublicJwk, SignatureAlgorithm, string])[] = [
  ['RSA of 2047 bit', rsa({ n: modulus(2047) }), 'RS256', 'rsa_size_refused'],
  ['RSA of 1024 bit', rsa({ n: modulus(1024) }), 'RS256', 'rsa_size_refused'],
  ['RSA of 8193 bit', rsa({ n: modulus(8193) }), 'RS256', 'rsa_size_refused'],
  ['n of 16384 bits (key-13)', rsa({ n: modulus(16384) }), 'RS256', 'rsa_size_refused'],
  ['RSA of 2048 bit', rsa({ n: modulus(2048) }), 'RS256', 'fit'],
  ['RSA of 8192 bit', rsa({ n: modulus(8192) }), 'RS256', 'fit'],
  ['n even (key-13)', rsa({ n: modulus(2048, 0) }), 'RS256', 'rsa_modulus_refused'],
  ['n with a leading zero', rsa({ n: encode([0, ...bytesOf(keys.RS256.n)]) }), 'RS256', 'key_malformed'],
  ['n not base64url', rsa({ n: `${keys.RS256.n}=` }), 'RS256', 'key_malformed'],
  ['n missing', rsa({ n: undefined }), 'RS256', 'key_malformed'],
  ['n a number', rsa({ n: 3 }), 'RS256', 'key_malformed'],
  ['n empty', rsa({ n: '' }), 'RS256', 'key_malformed'],
  ['RSA e=1 (key-13)', rsa({ e: encode([1]) }), 'RS256', 'rsa_exponent_refused'],
  ['e even (key-13)', rsa({ e: encode([1, 0, 0]) }), 'RS256', 'rsa_exponent_refused'],
  ['e=2', rsa({ e: encode([2]) }), 'RS256', 'rsa_exponent_refused'],
  ['e=3', rsa({ e: encode([3]) }), 'RS256', 'fit'],
  ['e=2^32-1', rsa({ e: encode([255, 255, 255, 255]) }), 'RS256', 'fit'],
  ['e=2^32+1', rsa({ e: encode([1, 0, 0, 0, 1]) }), 'RS256', 'rsa_exponent_refused'],
  ['e of 3072 bits (key-13)', rsa({ e: modulus(3072) }), 'RS256', 'rsa_exponent_refused'],
  ['e with a leading zero', rsa({ e: encode([0, 1, 0, 1]) }), 'RS256', 'key_malformed'],
  ['RSA for ES256', keys.RS256, 'ES256', 'key_type_unfit'],
  ['EC for RS256', keys.ES256, 'RS256', 'key_type_unfit'],
  ['Ed25519 for ES256', keys.Ed25519, 'ES256', 'key_type_unfit'],
  ['P-256 for ES384', { ...keys.ES256, alg: 'ES384' }, 'ES384', 'key_curve_unfit'],
  ['secp256k1 for ES256', { ...keys.ES256, crv: 'secp256k1' }, 'ES256', 'key_curve_unfit'],
  ['X25519 for Ed25519', { ...keys.Ed25519, crv: 'X25519' }, 'Ed25519', 'key_curve_unfit'],
  ['oct', { kty: 'oct' }, 'RS256', 'key_type_unfit'],
  ['another alg', { ...keys.ES256, alg: 'ES384' }, 'ES256', 'key_algorithm_unfit'],
  ['RS256 key for PS256', keys.RS256, 'PS256', 'key_algorithm_unfit'],
  ['an alg that is none', rsa({ alg: 'RSA-OAEP' }), 'RS256', 'key_algorithm_unfit'],
  ['use enc', rsa({ use: 'enc' }), 'RS256', 'key_use_unfit'],
  ['use a list', rsa({ use: ['sig'] }), 'RS256', 'key_use_unfit'],
  ['key_ops sign', rsa({ key_ops: ['sign'] }), 'RS256', 'key_operations_unfit'],
  ['key_ops empty', rsa({ key_ops: [] }), 'RS256', 'key_operations_unfit'],
  ['key_ops a string', rsa({ key_ops: 'verify' }), 'RS256', 'key_operations_unfit'],
  ['key_ops verify', rsa({ key_ops: ['verify'] }), 'RS256', 'fit'],
  ['neither alg nor use', rsa({ alg: undefined, use: undefined }), 'RS256', 'fit'],
  ['kid a number', rsa({ kid: 1 }), 'RS256', 'key_malformed'],
  [
    'EC point off the curve (key-14)',
    { ...keys.ES256, y: keys.ES256.x ?? '' },
    'ES256',
    'point_not_on_curve',
  ],
  [
    'EC point at infinity (key-14)',
    { ...keys.ES256, x: encode(Buffer.alloc(32)), y: encode(Buffer.alloc(32)) },
    'ES256',
    'point_not_on_curve',
  ],
  [
    'coordinate not below p',
    { ...keys.ES256, x: encode(Buffer.alloc(32, 255)) },
    'ES256',
    'point_not_on_curve',
  ],
  [
    'coordinate too short',
    { ...keys.ES256, x: encode(bytesOf(keys.ES256.x).subarray(1)) },
    'ES256',
    'key_malformed',
  ],
  [
    'coordinate too long',
    { ...keys.ES256, x: encode([0, ...bytesOf(keys.ES256.x)]) },
    'ES256',
    'key_malformed',
  ],
  ['y missing', { kty: 'EC', crv: 'P-256', x: keys.ES256.x ?? '' }, 'ES256', 'key_malformed'],
  ['P-521 off the curve', { ...keys.ES512, y: keys.ES512.x ?? '' }, 'ES512', 'point_not_on_curve'],
  ['P-384 off the curve', { ...keys.ES384, y: keys.ES384.x ?? '' }, 'ES384', 'point_not_on_curve'],
  ['Ed25519 of 31 bytes', { ...keys.Ed25519, x: encode(Buffer.alloc(31, 9)) }, 'Ed25519', 'key_malformed'],
];

test.each(cases)('%s', (_name, jwk, alg, code) => {
  expect(codeOf(jwk, alg)).toBe(code);
});

test.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])(
  'private member %s published by mistake',
  (name) => {
    expect(codeOf({ ...keys.RS256, [name]: 'AQ' }, 'RS256')).toBe('key_private');
  },
);

const p = 2n ** 255n - 19n;
const ofOrderEight = [
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
];
const signBit = 2n ** 255n;

test.each([
  ...[0n, 1n, p - 1n, ...ofOrderEight].flatMap((y) => [y, y + signBit]),
  ...[p, p + 1n].flatMap((y) => [y, y + signBit]),
])('small-order Ed25519 point %s (key-14)', (y) => {
  expect(codeOf({ ...keys.Ed25519, x: littleEndian(y) }, 'Ed25519')).toBe('point_of_small_order');
});

test('an Ed25519 key without a point, and one that is not reduced', () => {
  // y = 2 has no x; y = p + 3 is another spelling of y = 3, which has one.
  expect(codeOf({ ...keys.Ed25519, x: littleEndian(2n) }, 'Ed25519')).toBe('point_not_on_curve');
  expect(codeOf({ ...keys.Ed25519, x: littleEndian(3n) }, 'Ed25519')).toBe('fit');
  expect(codeOf({ ...keys.Ed25519, x: littleEndian(p + 3n) }, 'Ed25519')).toBe('point_not_on_curve');
});

test('the curves are the ones that the platform knows: their base points lie on them', () => {
  const base = {
    'P-256': [
      0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
      0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
    ],
  } as const;
  expect(isOnCurve(weierstrassCurves['P-256'], ...base['P-256'])).toBe(true);
  expect(isOnCurve(weierstrassCurves['P-256'], base['P-256'][0], base['P-256'][1] + 1n)).toBe(false);
});

const pairs = Object.entries(certified) as [SignatureAlgorithm, { jwk: PublicJwk; x5c: string[] }][];

test.each(pairs)('x5c of %s: the first certificate holds the key', (alg, { jwk, x5c }) => {
  expect(codeOf({ ...jwk, x5c }, alg)).toBe('fit');
  expect(codeOf({ ...keys[alg as keyof typeof keys], x5c }, alg)).toBe('certificate_mismatch');
  const [first = ''] = x5c;
  const der = Buffer.from(first, 'base64');
  const wrong = [
    [],
    [1],
    'x',
    [''],
    ['AAAA'],
    [der.subarray(0, -200).toString('base64')],
    [`-----BEGIN CERTIFICATE-----\n${first}\n-----END CERTIFICATE-----`],
    [` ${first}`],
  ];
  for (const list of wrong)
    expect(codeOf({ ...jwk, x5c: list } as unknown as PublicJwk, alg)).toBe('certificate_mismatch');
});

test('a certificate cut anywhere is refused, not read beyond its end', () => {
  const { jwk, x5c } = certified.ES256;
  const der = Buffer.from(x5c[0] ?? '', 'base64');
  const held = der.indexOf(bytesOf(jwk.y)) + 32;
  for (let end = 0; end < held; end++) {
    const cut = der.subarray(0, end).toString('base64');
    expect(codeOf({ ...jwk, x5c: [cut] }, 'ES256')).toBe('certificate_mismatch');
  }
});

test.each([
  ['node', createNodeSignature()],
  ['web', createWebSignature()],
])('%s refuses what the check refuses, and names no value of the key', async (_name, seam) => {
  for (const [, jwk, alg, code] of cases) {
    if (code === 'fit') continue;
    const outcome = await (async () => seam.importKey(jwk, alg))().catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code });
    if (jwk.n) expect(String(outcome)).not.toContain(jwk.n);
  }
});
