import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { DigestName, SignatureAlgorithm } from './algorithms.js';

export type { SignatureAlgorithm } from './algorithms.js';

/** A public key made ready once for one algorithm. `handle` belongs to the platform that made it. */
export interface VerificationKey {
  readonly kid: string | undefined;
  /** The key's one algorithm, in its canonical name (`Ed25519`, never `EdDSA`). */
  readonly alg: SignatureAlgorithm;
  /** RFC 7638 thumbprint, base64url of SHA-256: what denylists name. */
  readonly thumbprint: string;
  readonly handle: unknown;
}

/** The cryptography that the verifier needs; node:crypto on Node, WebCrypto through jose elsewhere. */
export interface SignatureSeam {
  /**
   * Makes a key ready for one algorithm.
   * @throws KeyRefusal when the key is unfit: private members, wrong type, size or curve, point off the curve.
   */
  importKey(jwk: PublicJwk, alg: SignatureAlgorithm): VerificationKey | Promise<VerificationKey>;
  /**
   * Answers at once where that is cheaper (a token that comes alone), else a promise (bursts, WebCrypto).
   * @param signingInput the first two segments with their dot, ASCII (RFC 7515 section 5.2).
   * @param signature decoded; for ES algorithms R||S.
   */
  verify(key: VerificationKey, signingInput: string, signature: Uint8Array): boolean | Promise<boolean>;
  /** The digest of ASCII text, for `at_hash` (OpenID Connect Core 3.1.3.6). */
  digest(name: DigestName, asciiText: string): Uint8Array | Promise<Uint8Array>;
}
