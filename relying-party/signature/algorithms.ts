/** What each signature algorithm is: RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864 section 2.2. */
const table = {
  RS256: { kty: 'RSA', curve: undefined, digest: 'SHA-256', padding: 'pkcs1' },
  PS256: { kty: 'RSA', curve: undefined, digest: 'SHA-256', padding: 'pss' },
  ES256: { kty: 'EC', curve: 'P-256', digest: 'SHA-256', padding: undefined },
  ES384: { kty: 'EC', curve: 'P-384', digest: 'SHA-384', padding: undefined },
  Ed25519: { kty: 'OKP', curve: 'Ed25519', digest: 'SHA-512', padding: undefined },
  /** The old name of Ed25519 in JOSE. */
  EdDSA: { kty: 'OKP', curve: 'Ed25519', digest: 'SHA-512', padding: undefined },
  RS384: { kty: 'RSA', curve: undefined, digest: 'SHA-384', padding: 'pkcs1' },
  RS512: { kty: 'RSA', curve: undefined, digest: 'SHA-512', padding: 'pkcs1' },
  PS384: { kty: 'RSA', curve: undefined, digest: 'SHA-384', padding: 'pss' },
  PS512: { kty: 'RSA', curve: undefined, digest: 'SHA-512', padding: 'pss' },
  ES512: { kty: 'EC', curve: 'P-521', digest: 'SHA-512', padding: undefined },
} as const;

/** `EdDSA` and `Ed25519` name the same algorithm. */
export type SignatureAlgorithm = keyof typeof table;

export type DigestName = 'SHA-256' | 'SHA-384' | 'SHA-512';

export interface AlgorithmTraits {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly curve: 'P-256' | 'P-384' | 'P-521' | 'Ed25519' | undefined;
  /** Of the signature; for Ed25519 the one it uses inside, which is what `at_hash` takes as well. */
  readonly digest: DigestName;
  readonly padding: 'pkcs1' | 'pss' | undefined;
}

export const algorithmTraits: Readonly<Record<SignatureAlgorithm, AlgorithmTraits>> = table;

/** The allow-list where none is given, in the order in which a JWK without `alg` is bound. */
export const defaultAlgorithms = Object.keys(table) as readonly SignatureAlgorithm[];

/** No symmetric algorithm and no `none` can be named, here or in the options. */
export function isSignatureAlgorithm(name: unknown): name is SignatureAlgorithm {
  return typeof name === 'string' && Object.hasOwn(table, name);
}

/** One name for each algorithm: keys and allow-lists are compared by it. */
export function canonicalAlgorithm(alg: SignatureAlgorithm): SignatureAlgorithm {
  return alg === 'EdDSA' ? 'Ed25519' : alg;
}
