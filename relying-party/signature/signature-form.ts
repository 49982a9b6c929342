import type { SignatureAlgorithm } from './algorithms.js';
import { weierstrassCurves } from './curves.js';

/** Exact lengths and the order of the group, for the algorithms whose signature is R||S (RFC 7518 section 3.4). */
const orders: Readonly<Partial<Record<SignatureAlgorithm, Uint8Array>>> = {
  ES256: orderBytes('P-256'),
  ES384: orderBytes('P-384'),
  ES512: orderBytes('P-521'),
};

const ed25519SignatureBytes = 64;

/**
 * Whether a signature can be one of the algorithm at all: ES of exact length with 0 < r, s < n (CVE-2022-21449),
 * Ed25519 of exact length. The length of an RSA signature is the key's, which the platform checks.
 */
export function isSignatureForm(alg: SignatureAlgorithm, signature: Uint8Array): boolean {
  const order = orders[alg];
  if (order === undefined)
    return alg === 'Ed25519' || alg === 'EdDSA'
      ? signature.length === ed25519SignatureBytes
      : signature.length > 0;
  return (
    signature.length === order.length * 2 &&
    isBetweenZeroAndOrder(signature, 0, order) &&
    isBetweenZeroAndOrder(signature, order.length, order)
  );
}

function isBetweenZeroAndOrder(signature: Uint8Array, start: number, order: Uint8Array): boolean {
  return isNotZero(signature, start, order.length) && isBelow(signature, start, order);
}

function isNotZero(signature: Uint8Array, start: number, length: number): boolean {
  for (let at = start; at < start + length; at++) if (signature[at] !== 0) return true;
  return false;
}

function isBelow(signature: Uint8Array, start: number, order: Uint8Array): boolean {
  for (let at = 0; at < order.length; at++) {
    const difference = (signature[start + at] ?? 0) - (order[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function orderBytes(name: keyof typeof weierstrassCurves): Uint8Array {
  const { order, coordinateBytes } = weierstrassCurves[name];
  const hex = order.toString(16).padStart(coordinateBytes * 2, '0');
  return Uint8Array.from({ length: coordinateBytes }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  );
}
