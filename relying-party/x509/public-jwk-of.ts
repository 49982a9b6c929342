import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { CertifiedKey } from './certified-key.js';

/** The key of a certificate as a JWK, without a name or an algorithm of its own. */
export function publicJwkOf(key: CertifiedKey): PublicJwk {
  if (key.kty === 'RSA') return { kty: 'RSA', n: encode(key.n), e: encode(key.e) };
  if (key.kty === 'OKP') return { kty: 'OKP', crv: 'Ed25519', x: encode(key.x) };
  return { kty: 'EC', crv: key.curve, x: encode(key.x), y: encode(key.y) };
}

const encode = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url');
