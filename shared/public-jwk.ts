/** A public JSON Web Key (RFC 7517 section 4), with the members that keyturn knows. */
export interface PublicJwk {
  readonly kty: string;
  readonly kid?: string;
  readonly alg?: string;
  readonly use?: string;
  readonly key_ops?: readonly string[];
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
  readonly x5c?: readonly string[];
  readonly x5t?: string;
  readonly 'x5t#S256'?: string;
}

const publicMembers = [
  'kty',
  'kid',
  'alg',
  'use',
  'key_ops',
  'crv',
  'x',
  'y',
  'n',
  'e',
  'x5c',
  'x5t',
  'x5t#S256',
] as const;

/** RFC 7518 6.2.2, 6.3.2, 6.4; RFC 8037 2; `priv` of the AKP key type. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const;

/** Copies the public members and nothing else: an allow-list, so that a new private member cannot slip out. */
export function toPublicJwk(jwk: Readonly<Record<string, unknown>>): PublicJwk {
  const entries = publicMembers.filter((name) => jwk[name] !== undefined).map((name) => [name, jwk[name]]);
  return Object.fromEntries(entries) as PublicJwk;
}

/** The names of private or symmetric members that the key carries; empty for a public key. */
export function privateMembersOf(jwk: Readonly<Record<string, unknown>>): readonly string[] {
  return privateMembers.filter((name) => Object.hasOwn(jwk, name));
}
