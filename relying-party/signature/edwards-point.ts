import { readBigEndian } from './curves.js';

/** edwards25519: -x^2 + y^2 = 1 + d x^2 y^2 over p (RFC 8032 section 5.1). */
const p = 2n ** 255n - 19n;
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/** What is wrong with an encoded Ed25519 public key, undefined when nothing is. */
export function faultOfEdwardsPoint(encoded: Uint8Array): 'off_curve' | 'small_order' | undefined {
  const y = readBigEndian(Uint8Array.from(encoded).reverse()) & (2n ** 255n - 1n);
  // Checked before the canonical form: y = p and y = p + 1 are other spellings of points of small order.
  if (isOfSmallOrder(y % p)) return 'small_order';
  if (y >= p) return 'off_curve';
  return hasX(y) ? undefined : 'off_curve';
}

/**
 * The order divides 8. Doubling gives y(2P) = (y^2 + x^2) / (2 - y^2 + x^2) with x^2 from the curve's equation; three
 * doublings of such a point end at y = 1, the neutral element.
 */
function isOfSmallOrder(y: bigint): boolean {
  let doubled = y;
  for (let times = 0; times < 3; times++) {
    const ySquared = (doubled * doubled) % p;
    const xSquared = xSquaredOf(doubled);
    const divisor = (2n + p - ySquared + xSquared) % p;
    doubled = ((ySquared + xSquared) * inverse(divisor)) % p;
  }
  return doubled === 1n;
}

function hasX(y: bigint): boolean {
  const xSquared = xSquaredOf(y);
  return xSquared === 0n || power(xSquared, (p - 1n) / 2n) === 1n;
}

function xSquaredOf(y: bigint): bigint {
  const ySquared = (y * y) % p;
  return ((ySquared + p - 1n) * inverse((d * ySquared + 1n) % p)) % p;
}

function inverse(value: bigint): bigint {
  return power(value, p - 2n);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % p, left = exponent; left > 0n; left >>= 1n, square = (square * square) % p)
    if (left & 1n) result = (result * square) % p;
  return result;
}
