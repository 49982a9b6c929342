import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { base64url, type CryptoKey, errors, flattenedVerify, importJWK } from 'jose';
import { decodeBase64url } from '../token/base64url.js';
import { canonicalAlgorithm, type DigestName, type SignatureAlgorithm } from './algorithms.js';
import { checkJwk } from './check-jwk.js';
import { KeyRefusal } from './key-refusal.js';
import type { SignatureSeam, VerificationKey } from './seam.js';
import { thumbprintInput } from './thumbprint.js';

/** WebCrypto through jose, for runtimes without node:crypto. It accepts what the Node form accepts, and nothing else. */
export function createWebSignature(): SignatureSeam {
  return { importKey, verify, digest };
}

async function importKey(jwk: PublicJwk, alg: SignatureAlgorithm): Promise<VerificationKey> {
  checkJwk(jwk, alg, decodeBase64url);
  const thumbprint = await digest('SHA-256', thumbprintInput(jwk));
  return {
    kid: jwk.kid,
    alg: canonicalAlgorithm(alg),
    thumbprint: base64url.encode(thumbprint),
    handle: await importHandle(jwk, alg),
  };
}

async function importHandle(jwk: PublicJwk, alg: SignatureAlgorithm): Promise<CryptoKey> {
  const { kty, crv, x, y, n, e } = jwk;
  try {
    // Only what makes the key: its other members were checked here, by the same rules as on Node.
    const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined);
    return (await importJWK(Object.fromEntries(members), alg)) as CryptoKey;
  } catch (cause) {
    throw new KeyRefusal('key_import_failed', 'The platform cannot use the key.', { cause });
  }
}

async function verify(key: VerificationKey, signingInput: string, signature: Uint8Array): Promise<boolean> {
  const dot = signingInput.indexOf('.');
  const jws = {
    protected: signingInput.slice(0, dot),
    payload: signingInput.slice(dot + 1),
    signature: base64url.encode(signature),
  };
  // Both names of Ed25519: the header may use either, the key knows one.
  const algorithms = key.alg === 'Ed25519' ? ['Ed25519', 'EdDSA'] : [key.alg];
  try {
    // Whether a path understands what is critical was judged with the header; jose must not know better.
    await flattenedVerify(jws, key.handle as CryptoKey, { algorithms, crit: { jwc: true } });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}

async function digest(name: DigestName, asciiText: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(name, new TextEncoder().encode(asciiText)));
}
