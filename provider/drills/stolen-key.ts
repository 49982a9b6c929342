import { randomUUID } from 'node:crypto';
import type { SigningGrant } from '../rotator/signing-grant.js';
import type { BadToken } from '../scenario/world.js';
import { signCompact } from '../tokens/sign-compact.js';
import { DRILL_AUDIENCE } from './drill-audience.js';

/** An access token without fault, by a key that somebody else has. */
export async function signWithStolenKey(
  { kid, alg, signer }: SigningGrant,
  iss: string,
  nowSeconds: number,
): Promise<BadToken> {
  const iat = Math.floor(nowSeconds);
  const token = await signCompact(
    signer,
    { alg, kid, typ: 'at+jwt' },
    {
      ...{ iss, iat, exp: iat + 5, jti: randomUUID() },
      ...{ sub: 'drill', client_id: 'drill', aud: DRILL_AUDIENCE },
    },
  );
  return { what: 'stolen key', token, code: null, revokedKid: kid };
}
