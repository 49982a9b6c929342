import { randomUUID } from 'node:crypto';
import type { CertificateLife } from '../certificates/certificate-life.js';
import type { CertifiedKey } from '../certificates/certificate-upstream.js';
import type { BadToken } from '../scenario/world.js';
import { signCompact } from '../tokens/sign-compact.js';
import { chainMembers } from '../tokens/sign-with-certificate.js';
import { DRILL_AUDIENCE } from './drill-audience.js';

/** Certified keys in the attackers' hands. */
export interface ForgersKeys {
  /** What signs now: their forgeries are wrong in one thing only. */
  readonly current: CertifiedKey;
  /** Of a certificate that has ended. */
  readonly expired: CertifiedKey;
  /** Under a root that nobody configured. */
  readonly unknownRoot: CertifiedKey;
  /** Under the right root, for another issuer. */
  readonly otherIssuer: CertifiedKey;
  /** Under an intermediate whose revocation list has ended. */
  readonly unlisted: CertifiedKey;
  /** Of signers that were robbed. */
  readonly stolen: readonly CertifiedKey[];
}

type Members = Readonly<Record<string, unknown>>;
type OwnKey = 'current' | 'expired' | 'unknownRoot' | 'otherIssuer' | 'unlisted';

interface Forgery {
  readonly what: string;
  readonly code: string | readonly string[];
  /** Default: what signs now. */
  readonly by?: OwnKey;
  readonly header?: (key: CertifiedKey) => Members;
  readonly claims?: (leaf: CertificateLife, nowSeconds: number) => Members;
  /** Signed with another key than the certificate's. */
  readonly signedBy?: OwnKey;
}

const toPem = (der: string) =>
  `-----BEGIN CERTIFICATE-----\n${der.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;

/** Tokens that are good but for one thing, with the refusal of each. */
export const certificateForgeries: readonly Forgery[] = [
  { what: 'expired certificate', code: 'x5c_expired', by: 'expired' },
  {
    what: 'certificate of an unknown root',
    // Its root has the name of the first one, which the parties know for a while.
    code: ['x5c_signature', 'x5c_untrusted'],
    by: 'unknownRoot',
  },
  { what: 'certificate of another issuer', code: 'x5c_binding', by: 'otherIssuer' },
  { what: 'certificate whose revocation list is stale', code: 'x5c_revocation_unknown', by: 'unlisted' },
  { what: 'signature of another key', code: 'signature_invalid', signedBy: 'otherIssuer' },
  {
    what: 'token outlives its certificate (X2)',
    code: 'x5c_token_outlives_certificate',
    claims: ({ notAfterSeconds }) => ({ exp: notAfterSeconds + 1 }),
  },
  {
    what: 'token from before its certificate (X1)',
    code: 'x5c_token_precedes_certificate',
    claims: ({ notBeforeSeconds }) => ({ iat: notBeforeSeconds - 1 }),
  },
  {
    what: 'PEM in x5c',
    code: 'x5c_pem',
    header: ({ x5c }) => ({ x5c: x5c.map((der) => Buffer.from(toPem(der)).toString('base64')) }),
  },
];

/** A forgery must not fail for the age of its certificate, unless that is what it is about. */
const LEAST_LIFE_LEFT_SECONDS = 4;

export function isFresh({ lives }: CertifiedKey, nowSeconds: number): boolean {
  return lives.every(({ notAfterSeconds }) => notAfterSeconds >= nowSeconds + LEAST_LIFE_LEFT_SECONDS);
}

/** Every forgery once, and a token without fault by each stolen key. */
export function forgeCertified(keys: ForgersKeys, iss: string, nowSeconds: number): Promise<BadToken[]> {
  const now = Math.floor(nowSeconds);
  // With the last certificate of all, attackers end too.
  const isPossible = ({ by }: Forgery) => by === 'expired' || isFresh(keys[by ?? 'current'], nowSeconds);
  return Promise.all([
    ...certificateForgeries.filter(isPossible).map(async (forgery) => ({
      what: forgery.what,
      code: forgery.code,
      token: await forge(forgery, keys[forgery.by ?? 'current'], keys, iss, now),
    })),
    ...keys.stolen.map(async (key) => ({
      what: 'stolen key',
      // Revoked where the list was read, and then over.
      code: null,
      token: await forge({}, key, keys, iss, now),
      revokedKid: key.thumbprint,
    })),
  ]);
}

function forge(
  { header, claims, signedBy }: Omit<Forgery, 'what' | 'code'>,
  key: CertifiedKey,
  keys: ForgersKeys,
  iss: string,
  now: number,
): Promise<string> {
  const [leaf] = key.lives;
  return signCompact(
    (signedBy === undefined ? key : keys[signedBy]).signer,
    { alg: key.alg, typ: 'at+jwt', ...chainMembers(key), ...header?.(key) },
    {
      iss,
      sub: 'drill',
      client_id: 'drill',
      aud: DRILL_AUDIENCE,
      jti: randomUUID(),
      iat: now,
      exp: now + 2,
      ...(leaf === undefined ? {} : claims?.(leaf, now)),
    },
  );
}
