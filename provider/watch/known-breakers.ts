/** A property of a published key, and who breaks on it. */
export interface KnownBreaker {
  readonly what: string;
  /** By name; each drops the whole set, the good keys with it. */
  readonly breaks: readonly string[];
  readonly applies: (jwk: Readonly<Record<string, unknown>>) => boolean;
}

/** Measured on loopback: versions of Debian 12 and the npm registry, November 2026, eleven verifiers. */
export const KNOWN_BREAKERS: readonly KnownBreaker[] = [
  {
    what: 'an empty object among the keys',
    breaks: ['go-oidc', 'PyJWT', 'Authlib', 'jwcrypto'],
    applies: (jwk) => Object.keys(jwk).length === 0,
  },
  {
    what: 'a post-quantum key (kty AKP)',
    breaks: ['go-oidc', 'Authlib', 'jwcrypto'],
    applies: ({ kty }) => kty === 'AKP',
  },
  {
    what: 'a key of unknown kty',
    breaks: ['go-oidc', 'PyJWT', 'Authlib', 'jwcrypto'],
    applies: (jwk) => Object.keys(jwk).length > 0 && !isOneOf(['RSA', 'EC', 'OKP', 'oct', 'AKP'], jwk.kty),
  },
  {
    what: 'a key on Ed448, X25519 or secp256k1',
    breaks: ['go-oidc'],
    applies: ({ crv }) => isOneOf(['Ed448', 'X25519', 'secp256k1'], crv),
  },
  { what: 'a key with x5u', breaks: ['go-oidc'], applies: (jwk) => Object.hasOwn(jwk, 'x5u') },
];

function isOneOf(names: readonly unknown[], name: unknown): boolean {
  return names.includes(name);
}

/** Of eleven verifiers; where the two keys differ in kty too, six. */
export const BROKEN_BY_DUPLICATE_KIDS = '8 of 11 verifiers';

/** Verifiers to whom a token of this algorithm is of no use, however well the set is read. */
export const BREAKERS_BY_ALGORITHM: Readonly<Record<string, readonly string[]>> = {
  EdDSA: ['jsonwebtoken', 'get-jwks with fast-jwt', 'python-jose', 'ruby json-jwt', 'mod_auth_openidc'],
};
