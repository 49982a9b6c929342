import { generateKeyPair, type KeyObject, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** How certificates and CRLs of the built-in CA are signed: small, and understood by everybody. */
export const authoritySignature = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A new key of an authority, on P-256. */
export async function generateAuthorityKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('ec', { namedCurve: curve.namedCurve })).privateKey;
}

/** The private half as the certificate library takes it. */
export function toCryptoKey(privateKey: KeyObject): Promise<webcrypto.CryptoKey> {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, curve, false, ['sign']);
}
