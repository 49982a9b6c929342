import { constants, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto';
import type { SeriesAlgorithm } from '../ring/key-ring.js';
import type { Signer } from './key-custody.js';

interface SigningTraits {
  /** Signs in less time than the way to the thread pool and back takes of the processor: about 30 microseconds. */
  readonly quick?: true;
  /** Null: the algorithm brings its own. */
  readonly digest: string | null;
  readonly options: Omit<SignKeyObjectInput, 'key'>;
}

const ieee = { dsaEncoding: 'ieee-p1363' } as const;
const ed25519: SigningTraits = { quick: true, digest: null, options: {} };

/** How each algorithm signs: RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864 section 2.2. */
const signingTraits: Readonly<Record<SeriesAlgorithm, SigningTraits>> = {
  RS256: { digest: 'sha256', options: { padding: constants.RSA_PKCS1_PADDING } },
  PS256: {
    digest: 'sha256',
    // RFC 7518 section 3.5: the salt is as long as the digest.
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  },
  ES256: { quick: true, digest: 'sha256', options: ieee },
  ES384: { digest: 'sha384', options: ieee },
  EdDSA: ed25519,
  Ed25519: ed25519,
};

/** Signs with a private key of this process; what takes long in the thread pool: a burst of RSA does not hold up the event loop. */
export function createInProcessSigner(alg: SeriesAlgorithm, privateKey: KeyObject): Signer {
  const { quick, digest, options } = signingTraits[alg];
  const key: SignKeyObjectInput = { key: privateKey, ...options };
  const signInPool = (signingInput: Uint8Array) =>
    new Promise<Uint8Array>((resolve, reject) => {
      sign(digest, signingInput, key, (error, signature) => {
        if (error === null) resolve(signature);
        else reject(error);
      });
    });
  return quick
    ? { quick, sign: async (signingInput) => sign(digest, signingInput, key), signInPool }
    : { sign: signInPool };
}
