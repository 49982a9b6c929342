import { readBigEndian } from './curves.js';

/** edwards25519: -x^2 + y^2 = 1 + d x^2 y^2 over p (RFC 8032 section 5.1). */
const p = 2n ** 255n - 19n;
const d = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

/** y of a point whose order is 8: the two such y are each other's negatives. */
const ofOrderEight = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
/** y of every point whose order divides 8. A test doubles them until they end. */
const ofSmallOrder: ReadonlySet<bigint> = new Set([0n, 1n, p - 1n, ofOrderEight, p - ofOrderEight]);

/** What is wrong with an encoded Ed25519 public key, undefined when nothing is. */
export function faultOfEdwardsPoint(encoded: Uint8Array): 'off_curve' | 'small_order' | undefined {
  const y = readBigEndian(Uint8Array.from(encoded).reverse()) & (2n ** 255n - 1n);
  // Checked before the canonical form: y = p and y = p + 1 are other spellings of points of small order.
  if (ofSmallOrder.has(y % p)) return 'small_order';
  if (y >= p) return 'off_curve';
  return hasX(y) ? undefined : 'off_curve';
}

/**
 * From the curve's equation x^2 = u / v, which is a square exactly where u v is, being u v / v^2. Whether that is one says
 * Euler's criterion.
 */
function hasX(y: bigint): boolean {
  const ySquared = (y * y) % p;
  const uv = ((ySquared + p - 1n) * (d * ySquared + 1n)) % p;
  return uv === 0n || eulerPower(uv) === 1n;
}

/**
 * value ^ ((p - 1) / 2), which is 2^254 - 10, on a chain that multiplies 13 times and not at every bit: a new
 * certificate waits for it.
 */
function eulerPower(value: bigint): bigint {
  const cube = (squared(value, 1) * value) % p;
  // Each is value ^ (2^n - 1) for the n of its name.
  const n4 = (squared(cube, 2) * cube) % p;
  const n5 = (squared(n4, 1) * value) % p;
  const n10 = (squared(n5, 5) * n5) % p;
  const n20 = (squared(n10, 10) * n10) % p;
  const n40 = (squared(n20, 20) * n20) % p;
  const n50 = (squared(n40, 10) * n10) % p;
  const n100 = (squared(n50, 50) * n50) % p;
  const n200 = (squared(n100, 100) * n100) % p;
  const n250 = (squared(n200, 50) * n50) % p;
  return (squared(n250, 4) * squared(cube, 1)) % p;
}

function squared(value: bigint, times: number): bigint {
  let square = value;
  for (let left = times; left > 0; left--) square = (square * square) % p;
  return square;
}
