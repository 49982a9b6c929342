import type { PublicJwk } from '@keyturn/shared/public-jwk';

/** RFC 7638 section 3.2: what makes a public key that key, whatever it is called and used for. */
const materialMembers = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const;

export function isSameMaterial(one: PublicJwk, other: PublicJwk): boolean {
  return materialMembers.every((name) => one[name] === other[name]);
}
