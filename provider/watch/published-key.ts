import { createHash } from 'node:crypto';
import { privateMembersOf } from '@keyturn/shared/public-jwk';
import { KNOWN_BREAKERS } from './known-breakers.js';

/** What is kept of a key of a set. The names of private members, never what is in them. */
export interface PublishedKey {
  readonly kid: string | undefined;
  /** RFC 7638, SHA-256. Of a key of unknown kty: of all its public members. */
  readonly thumbprint: string;
  readonly kty: string | undefined;
  readonly alg: string | undefined;
  readonly hasUse: boolean;
  readonly privateMembers: readonly string[];
  readonly breakers: readonly { readonly what: string; readonly breaks: readonly string[] }[];
}

/** RFC 7638 section 3.2, RFC 8037 section 2. */
const thumbprintMembers: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['RSA', ['e', 'kty', 'n']],
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
]);

export function readPublishedKey(jwk: Readonly<Record<string, unknown>>): PublishedKey {
  return {
    kid: textOf(jwk.kid),
    thumbprint: thumbprintOf(jwk),
    kty: textOf(jwk.kty),
    alg: textOf(jwk.alg),
    hasUse: jwk.use !== undefined || jwk.key_ops !== undefined,
    privateMembers: privateMembersOf(jwk),
    breakers: KNOWN_BREAKERS.filter(({ applies }) => applies(jwk)).map(({ what, breaks }) => ({
      what,
      breaks,
    })),
  };
}

/** One text for a set, whatever the order of its keys. */
export function digestOf(keys: readonly PublishedKey[]): string {
  return keys
    .map(({ kid, thumbprint }) => JSON.stringify([kid ?? null, thumbprint]))
    .sort()
    .join();
}

function thumbprintOf(jwk: Readonly<Record<string, unknown>>): string {
  const hidden = privateMembersOf(jwk);
  const own = Object.keys(jwk).filter((name) => !hidden.includes(name) && name !== 'kid');
  const names = thumbprintMembers.get(jwk.kty) ?? own.sort();
  const canonical = JSON.stringify(Object.fromEntries(names.map((name) => [name, jwk[name]])));
  return createHash('sha256').update(canonical).digest('base64url');
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
