import type { PublicJwk } from '@keyturn/shared/public-jwk';

/** The required members of each key type, in lexicographic order (RFC 7638 section 3.2, RFC 8037 section 2). */
const requiredMembers: Readonly<Record<string, readonly (keyof PublicJwk)[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/** The text whose SHA-256 is the thumbprint (RFC 7638 section 3). Of checked keys only: their members are ASCII. */
export function thumbprintInput(jwk: PublicJwk): string {
  const members = requiredMembers[jwk.kty] ?? [];
  return JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]])));
}
