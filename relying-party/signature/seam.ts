import type { PublicJwk } from '@keyturn/shared/public-jwk';

/** RFC 7518 section 3.1, RFC 8037, RFC 9864. `EdDSA` and `Ed25519` name the same algorithm. */
export type SignatureAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519';

/** A public key made ready once for one algorithm. `handle` belongs to the platform that made it. */
export interface VerificationKey {
  readonly kid: string | undefined;
  readonly alg: SignatureAlgorithm;
  /** RFC 7638 thumbprint, base64url of SHA-256: what denylists name. */
  readonly thumbprint: string;
  readonly handle: unknown;
}

/** The one thing of cryptography that the verifier needs; node:crypto on Node, WebCrypto through jose elsewhere. */
export interface SignatureSeam {
  /**
   * Makes a key ready for one algorithm.
   * @throws KeyRefusal when the key is unfit: private members, wrong type, size or curve, point off the curve.
   */
  importKey(jwk: PublicJwk, alg: SignatureAlgorithm): VerificationKey | Promise<VerificationKey>;
  /** Answers at once where that is cheaper (a token that comes alone), else a promise (bursts, WebCrypto). */
  verify(key: VerificationKey, signingInput: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>;
}
