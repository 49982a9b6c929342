import { randomBytes, randomUUID } from 'node:crypto';
import type { BadToken } from '../scenario/world.js';
import { DRILL_AUDIENCE } from './drill-audience.js';

const SIGNATURE_BYTES = 64;
const part = (members: object) => Buffer.from(JSON.stringify(members)).toString('base64url');

/** An access token without fault, but for its signature: that is made up. */
export function forgeToken(iss: string, kid: string, nowSeconds: number): BadToken {
  const iat = Math.floor(nowSeconds);
  const claims = {
    ...{ iss, iat, exp: iat + 5, jti: randomUUID() },
    ...{ sub: 'drill', client_id: 'drill', aud: DRILL_AUDIENCE },
  };
  const signed = `${part({ alg: 'ES256', kid, typ: 'at+jwt' })}.${part(claims)}`;
  return {
    what: 'forged token',
    token: `${signed}.${randomBytes(SIGNATURE_BYTES).toString('base64url')}`,
    code: ['key_unknown', 'signature_invalid', 'keys_unavailable'],
  };
}

/** Of nobody's key. */
export function strangeKid(): string {
  return randomBytes(32).toString('base64url');
}
