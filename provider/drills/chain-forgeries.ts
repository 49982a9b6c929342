import { randomUUID } from 'node:crypto';
import { innerType } from '@keyturn/relying-party/jwc';
import type { Clock } from '@keyturn/shared/clock';
import { generateKey } from '../custody/generate-key.js';
import { createInProcessSigner } from '../custody/in-process-signer.js';
import type { Signer } from '../custody/key-custody.js';
import type { BadToken } from '../scenario/world.js';
import { signCompact } from '../tokens/sign-compact.js';
import { DRILL_AUDIENCE } from './drill-audience.js';

/** A key that signs inners, in whosever hands. */
interface InnerSigner {
  readonly kid: string;
  readonly alg: string;
  readonly signer: Signer;
}

export interface ForgeryParts {
  readonly issuer: string;
  readonly clock: Clock;
  readonly signing: InnerSigner;
  /** Keys that were revoked because somebody else has them. */
  readonly stolen: readonly InnerSigner[];
}

type Members = Readonly<Record<string, unknown>>;

interface Forgery {
  readonly what: string;
  readonly code: string;
  readonly innerHeader?: Members;
  readonly inner?: (nowSeconds: number) => Members;
  readonly outer?: (nowSeconds: number, issuer: string) => Members;
  /** Signed by a key that nobody vouches for. */
  readonly foreign?: 'inner' | 'outer';
}

/** D25: chains that are good but for one thing, with the refusal of each. */
export const forgeries: readonly Forgery[] = [
  { what: 'outer of a foreign key', code: 'signature_invalid', foreign: 'outer' },
  { what: 'inner of a foreign key', code: 'jwc_inner_signature_invalid', foreign: 'inner' },
  {
    what: 'outer expired',
    code: 'token_expired',
    inner: (now) => ({ iat: now - 90 }),
    outer: (now) => ({ iat: now - 80, exp: now - 70 }),
  },
  { what: 'inner expired', code: 'jwc_inner_expired', inner: (now) => ({ iat: now - 90, exp: now - 70 }) },
  { what: 'private tjwk', code: 'jwc_tjwk_private', inner: () => ({ d: 'AAAA' }) },
  { what: 'nested', code: 'jwc_nested', innerHeader: { jwc: 'e30.e30.' } },
  {
    what: 'outer outlives inner (J1)',
    code: 'jwc_outer_outlives_inner',
    outer: (now) => ({ exp: now + 20 }),
  },
  {
    what: 'outer older than inner (J1)',
    code: 'jwc_outer_predates_inner',
    outer: (now) => ({ iat: now - 60 }),
  },
  {
    what: 'inner of another issuer',
    code: 'jwc_inner_issuer_mismatch',
    inner: () => ({ iss: 'https://other.example' }),
    outer: (_, iss) => ({ iss }),
  },
  { what: 'of another subject', code: 'jwc_binding_mismatch', outer: () => ({ sub: 'somebody else' }) },
  { what: 'for another service', code: 'audience_mismatch', outer: () => ({ aud: 'https://other.example' }) },
];

const attacker = generateKey('ES256', 0);
const foreigner = generateKey('ES256', 0);

/** Every forgery once, and a chain without fault by each stolen key. */
export async function forgeChains({ issuer, clock, signing, stolen }: ForgeryParts): Promise<BadToken[]> {
  const nowSeconds = Math.floor(clock.nowSeconds());
  const forge = (forgery: Omit<Forgery, 'what' | 'code'>, by: InnerSigner) =>
    forgeChain(forgery, by, issuer, nowSeconds);
  return Promise.all([
    ...forgeries.map(async (forgery) => ({
      what: forgery.what,
      code: forgery.code,
      token: await forge(forgery, signing),
    })),
    ...stolen.map(async (by) => ({
      what: 'inner of a revoked key',
      code: 'jwc_inner_key_unknown',
      token: await forge({}, by),
      revokedKid: by.kid,
    })),
  ]);
}

export async function forgeChain(
  { innerHeader, inner, outer, foreign }: Omit<Forgery, 'what' | 'code'>,
  by: InnerSigner,
  iss: string,
  now: number,
): Promise<string> {
  const [own, stranger] = await Promise.all([attacker, foreigner]);
  const signerOf = ({ privateKey }: typeof own) => createInProcessSigner('ES256', privateKey);
  const { d, ...innerChanges } = inner?.(now) ?? {};
  const tjwk = { ...own.key.publicJwk, ...(d === undefined ? {} : { d }), alg: 'ES256', kid: own.key.kid };
  const times = { iat: now, exp: now + 5 };
  const jwc = await signCompact(
    foreign === 'inner' ? signerOf(stranger) : by.signer,
    { alg: by.alg, typ: innerType, kid: by.kid, ...innerHeader },
    { iss, sub: 'drill', aud: DRILL_AUDIENCE, jti: randomUUID(), ...times, tjwk, ...innerChanges },
  );
  return signCompact(
    signerOf(foreign === 'outer' ? stranger : own),
    { alg: 'ES256', kid: own.key.kid, jwc },
    { sub: 'drill', aud: DRILL_AUDIENCE, jti: randomUUID(), ...times, ...outer?.(now, iss) },
  );
}
