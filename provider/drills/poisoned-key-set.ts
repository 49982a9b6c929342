import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { epochMember } from '@keyturn/shared/epoch';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { KeySetFault } from '../scenario/key-set-fault.js';
import type { OriginAnswer } from './origin-answer.js';

interface ServedSet {
  readonly keys: readonly PublicJwk[];
  readonly [epochMember]: number;
}

type Poison = (
  set: ServedSet,
  retiringKids: readonly string[],
) => Pick<OriginAnswer, 'body'> & Partial<OriginAnswer>;

const PIECE_BYTES = 64 * 1024;
const HUGE_BYTES = 50_000_000;
const json = (set: object) => ({ body: JSON.stringify(set) });

const poisons: Readonly<Record<KeySetFault, Poison>> = {
  'no-keys': (set) => json({ ...set, keys: [] }),
  html: () => ({
    body: '<!doctype html><title>Welcome</title><p>Please log in.',
    headers: { 'content-type': 'text/html; charset=utf-8' },
  }),
  truncated: (set) => ({ body: json(set).body.slice(0, -40) }),
  huge: (set) => ({ body: hugeBody(set) }),
  'duplicate-kids': (set) => json({ ...set, keys: set.keys.flatMap((key) => [otherKey(key), key]) }),
  'private-members': (set) =>
    // Of no key at all: what is under test is whether anybody uses a key that shows such a member.
    json({ ...set, keys: set.keys.map((key) => ({ ...key, d: randomBytes(32).toString('base64url') })) }),
  'unknown-kinds': (set) => json({ ...set, keys: [...unknownKinds, ...set.keys] }),
  'other-keys': (set) =>
    json({
      ...set,
      keys: set.keys.map((key) => ({ ...otherKey(key), kid: randomBytes(32).toString('base64url') })),
    }),
  'without-retiring': (set, retiring) =>
    json({ ...set, keys: set.keys.filter(({ kid = '' }) => !retiring.includes(kid)) }),
  'kids-reused': (set) => json({ ...set, keys: set.keys.map(otherKey) }),
  'kids-reused-anew': (set) =>
    json({ ...set, keys: set.keys.map(otherKey), [epochMember]: set[epochMember] + 1 }),
};

/** What is served in place of the key set. Whatever promise its headers make to caches stays. */
export function poisonKeySet(
  what: KeySetFault,
  { status, headers, body }: OriginAnswer,
  retiringKids: readonly string[],
): OriginAnswer {
  const set = JSON.parse(String(body)) as ServedSet;
  const { etag: _, ...kept } = headers;
  const poisoned = poisons[what](set, retiringKids);
  return { status, ...poisoned, headers: { ...kept, ...poisoned.headers } };
}

/** RFC 7517 section 5: a set may hold what a party does not understand, and is none the worse. */
const unknownKinds: readonly unknown[] = [
  { kty: 'AKP', alg: 'ML-DSA-44', kid: 'of-a-type-to-come', use: 'sig', pub: 'AAAA' },
  { kty: 'EC', crv: 'secp521k1', alg: 'ES521K', kid: 'of-a-curve-to-come', use: 'sig', x: 'AAAA', y: 'AAAA' },
  { kty: 'RSA', alg: 'RS1024', kid: 'of-an-algorithm-to-come', use: 'sig', n: 'AAAA', e: 'AQAB' },
  { kty: 7, kid: ['no', 'name'] },
  null,
  'no key at all',
];

/** Under the same kid. */
function otherKey({ kid = '', alg = 'ES256' }: PublicJwk): PublicJwk {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(publicKey.export({ format: 'jwk' }) as PublicJwk), kid, alg, use: 'sig' };
}

/** Sound JSON to its last byte: who reads it all finds the set at the end. */
function hugeBody(set: ServedSet): readonly string[] {
  const filling = ' '.repeat(PIECE_BYTES);
  const pieces = Array.from({ length: Math.ceil(HUGE_BYTES / PIECE_BYTES) }, () => filling);
  return [...pieces, json(set).body];
}
