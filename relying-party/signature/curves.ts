/** A curve y^2 = x^3 - 3x + b over a prime field, of prime order: FIPS 186-5, SEC 2. */
export interface WeierstrassCurve {
  readonly coordinateBytes: number;
  readonly fieldPrime: bigint;
  readonly b: bigint;
  readonly order: bigint;
}

export const weierstrassCurves: Readonly<Record<'P-256' | 'P-384' | 'P-521', WeierstrassCurve>> = {
  'P-256': {
    coordinateBytes: 32,
    fieldPrime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  },
  'P-384': {
    coordinateBytes: 48,
    fieldPrime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    order:
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  'P-521': {
    coordinateBytes: 66,
    fieldPrime: 2n ** 521n - 1n,
    b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    order:
      0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
};

/** Whether (x, y) lies on the curve. Infinity has no coordinates, and (0, 0) is on none of these. */
export function isOnCurve(curve: WeierstrassCurve, x: bigint, y: bigint): boolean {
  const p = curve.fieldPrime;
  if (x >= p || y >= p) return false;
  return (y * y - (x * x * x - 3n * x + curve.b)) % p === 0n;
}

/** Big-endian bytes as a number. */
export function readBigEndian(bytes: Uint8Array): bigint {
  let hex = '0x0';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return BigInt(hex);
}
