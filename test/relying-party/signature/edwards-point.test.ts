import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultOfEdwardsPoint } from '../../../relying-party/signature/edwards-point.js';

/** The textbook's way, slow and without a table: RFC 8032 sections 5.1 and 5.1.3. */
const p = 2n ** 255n - 19n;
const d = (p + (-121665n % p)) * inverse(121666n);

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % p, left = exponent; left > 0n; left >>= 1n, square = (square * square) % p)
    if (left & 1n) result = (result * square) % p;
  return result;
}

function inverse(value: bigint): bigint {
  return power(value, p - 2n);
}

function xSquaredOf(y: bigint): bigint {
  return ((y * y + p - 1n) * inverse((d * y * y + 1n) % p)) % p;
}

/** y of the doubled point. */
function double(y: bigint): bigint {
  const [xSquared, ySquared] = [xSquaredOf(y), (y * y) % p];
  return ((ySquared + xSquared) * inverse((2n + p - ySquared + xSquared) % p)) % p;
}

function textbookFault(encoded: Uint8Array) {
  const y = decode(encoded) & (2n ** 255n - 1n);
  if (double(double(double(y % p))) === 1n) return 'small_order';
  const hasX = [0n, 1n].includes(power(xSquaredOf(y), (p - 1n) / 2n));
  return y < p && hasX ? undefined : 'off_curve';
}

const decode = (encoded: Uint8Array) => BigInt(`0x${Buffer.from(encoded).reverse().toString('hex')}`);
const encode = (y: bigint) => Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();

test('any 32 octets are judged as by the textbook', () => {
  const judged = { off_curve: 0, none: 0 };
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (encoded) => {
      const fault = faultOfEdwardsPoint(encoded);
      expect(fault).toBe(textbookFault(encoded));
      judged[fault === 'off_curve' ? 'off_curve' : 'none'] += 1;
    }),
    { numRuns: 100 },
  );
  expect(judged.off_curve).toBeGreaterThan(10);
  expect(judged.none).toBeGreaterThan(10);
});

test('every key that is made is taken', () => {
  for (let made = 0; made < 20; made++) {
    const { x = '' } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    expect(faultOfEdwardsPoint(Buffer.from(x, 'base64url'))).toBeUndefined();
  }
});

test('every point whose order divides 8 is refused, however it is spelled', () => {
  const orderEight = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
  const orders: readonly (readonly [bigint, number])[] = [
    [1n, 1],
    [p - 1n, 2],
    [0n, 4],
    [orderEight, 8],
    [p - orderEight, 8],
  ];
  for (const [y, order] of orders) {
    let doubled = y;
    for (let reached = 1; reached < order; reached *= 2) {
      expect(doubled).not.toBe(1n);
      doubled = double(doubled);
    }
    expect(doubled).toBe(1n);
    for (const spelled of [y, y + p].filter((each) => each < 2n ** 255n))
      for (const sign of [0n, 2n ** 255n])
        expect(faultOfEdwardsPoint(encode(spelled + sign))).toBe('small_order');
  }
});
