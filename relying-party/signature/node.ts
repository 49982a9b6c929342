import {
  constants,
  createHash,
  createPublicKey,
  type JsonWebKey,
  type KeyLike,
  type VerifyKeyObjectInput,
  verify,
} from 'node:crypto';
import { type PublicJwk, toPublicJwk } from '@keyturn/shared/public-jwk';
import { limits } from '../limits.js';
import { decodeBase64urlByBuffer } from '../token/base64url-node.js';
import { type AlgorithmTraits, algorithmTraits, canonicalAlgorithm } from './algorithms.js';
import { checkJwk } from './check-jwk.js';
import { KeyRefusal } from './key-refusal.js';
import type { SignatureSeam, VerificationKey } from './seam.js';
import { thumbprintInput } from './thumbprint.js';

/** What `verify` of node:crypto wants, ready. */
interface NodeHandle {
  readonly digest: string | null;
  readonly key: KeyLike | VerifyKeyObjectInput;
}

/**
 * node:crypto. A token that comes alone is verified at once: handing it to the thread pool costs more than an RSA
 * signature. While others are in flight the pool takes them, which uses every core and never blocks the event loop
 * for longer than one signature.
 */
export function createNodeSignature(): SignatureSeam {
  let pooled = 0;
  let takenThisTurn = false;
  const endTurn = () => {
    takenThisTurn = false;
  };
  const leavePool = () => {
    pooled--;
  };
  return {
    importKey,
    verify(key, signingInput, signature) {
      const handle = key.handle as NodeHandle;
      if (pooled === 0 && !takenThisTurn) {
        takenThisTurn = true;
        settled.then(endTurn);
        return verify(handle.digest, lendBytes(signingInput), handle.key, signature);
      }
      pooled++;
      return verifyInPool(handle, signingInput, signature).finally(leavePool);
    },
    digest: (name, asciiText) => createHash(digestNames[name]).update(asciiText, 'latin1').digest(),
  };
}

const settled = Promise.resolve();
const digestNames = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;

const scratch = Buffer.allocUnsafeSlow(limits.scratchBytes);
let lent = scratch.subarray(0, 0);

/** Bytes that the next call overwrites: for a verification that is over when it returns. */
function lendBytes(asciiText: string): Uint8Array {
  if (asciiText.length > scratch.length) return Buffer.from(asciiText, 'latin1');
  const length = scratch.write(asciiText, 0, 'latin1');
  // An issuer's tokens are mostly as long as its last: a view is made only where the length is another.
  if (lent.length !== length) lent = scratch.subarray(0, length);
  return lent;
}

function verifyInPool(
  { digest, key }: NodeHandle,
  signingInput: string,
  signature: Uint8Array,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(digest, Buffer.from(signingInput, 'latin1'), key, signature, (error, valid) => {
      if (error === null) resolve(valid);
      else reject(error);
    });
  });
}

function importKey(jwk: PublicJwk, alg: VerificationKey['alg']): VerificationKey {
  checkJwk(jwk, alg, decodeBase64urlByBuffer);
  const traits = algorithmTraits[alg];
  return {
    kid: jwk.kid,
    alg: canonicalAlgorithm(alg),
    thumbprint: createHash('sha256').update(thumbprintInput(jwk)).digest('base64url'),
    handle: {
      digest: traits.kty === 'OKP' ? null : digestNames[traits.digest],
      key: readyKey(jwk, traits),
    } satisfies NodeHandle,
  };
}

function readyKey(jwk: PublicJwk, traits: AlgorithmTraits): NodeHandle['key'] {
  const key = createKeyObject(jwk);
  if (traits.kty === 'EC') return { key, dsaEncoding: 'ieee-p1363' };
  if (traits.padding !== 'pss') return key;
  // RFC 7518 section 3.5: the salt is as long as the digest.
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

function createKeyObject(jwk: PublicJwk) {
  try {
    return createPublicKey({ key: toPublicJwk(jwk as never) as JsonWebKey, format: 'jwk' });
  } catch (cause) {
    throw new KeyRefusal('key_import_failed', 'The platform cannot use the key.', { cause });
  }
}
