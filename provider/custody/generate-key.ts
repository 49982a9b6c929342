import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { toPublicJwk } from '@keyturn/shared/public-jwk';
import { calculateJwkThumbprint } from 'jose';
import type { GeneratedKey, SeriesAlgorithm } from '../ring/key-ring.js';

export interface GeneratedPair {
  readonly key: GeneratedKey;
  readonly privateKey: KeyObject;
}

const generatePair = promisify(generateKeyPair);
const rsa = (modulusLength: number) => generatePair('rsa', { modulusLength });
const ed25519 = () => generatePair('ed25519', {});

/** RFC 7518 section 3.1, RFC 8037 section 2. */
const generators: Readonly<
  Record<SeriesAlgorithm, (rsaModulusLengthBits: number) => ReturnType<typeof ed25519>>
> = {
  RS256: rsa,
  PS256: rsa,
  ES256: () => generatePair('ec', { namedCurve: 'P-256' }),
  ES384: () => generatePair('ec', { namedCurve: 'P-384' }),
  EdDSA: ed25519,
  Ed25519: ed25519,
};

/** A new key pair. Its kid is the RFC 7638 thumbprint, so that it can never name another key (I7). */
export async function generateKey(
  alg: SeriesAlgorithm,
  rsaModulusLengthBits: number,
): Promise<GeneratedPair> {
  const { publicKey, privateKey } = await generators[alg](rsaModulusLengthBits);
  const publicJwk = exportPublicJwk(publicKey);
  return { key: { kid: await thumbprint(publicJwk), alg, publicJwk }, privateKey };
}

/** The public half of a key, private or public, by allow-list. */
export function exportPublicJwk(key: KeyObject): PublicJwk {
  return toPublicJwk({ ...key.export({ format: 'jwk' }) });
}

/** RFC 7638, SHA-256, base64url. */
export function thumbprint(publicJwk: PublicJwk): Promise<string> {
  return calculateJwkThumbprint({ ...publicJwk } as Parameters<typeof calculateJwkThumbprint>[0]);
}
