import { createHash, sign } from 'node:crypto';
import { systemClock } from '@keyturn/shared/clock';
import { type KeyName, privateKeyOf } from './fixed-keys.js';

export const LAB_AUDIENCE = 'https://api.example';
const LIFETIME_SECONDS = 900;

export interface TokenTerms {
  readonly issuer: string;
  readonly key: KeyName;
  /** Default: the name of the key. */
  readonly kid?: string;
  /** Over those of an access token (RFC 9068). */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface LabToken {
  readonly token: string;
  readonly kid: string;
}

let minted = 0;

export function mintToken({ issuer, key, kid = key, claims = {} }: TokenTerms): LabToken {
  const input = signingInput({ alg: 'RS256', typ: 'at+jwt', kid }, issuer, claims);
  return {
    token: `${input}.${sign('sha256', Buffer.from(input), privateKeyOf(key)).toString('base64url')}`,
    kid,
  };
}

/** Of a key that there is not: nobody comes as far as its signature. */
export function fakeToken(issuer: string, kid: string): LabToken {
  const input = signingInput({ alg: 'RS256', typ: 'at+jwt', kid }, issuer, {});
  return { token: `${input}.${Buffer.alloc(256, 1).toString('base64url')}`, kid };
}

/** Signed as anybody can where the exponent is 1: the padded digest is its own signature (RFC 8017 section 9.2). */
export function forgeWithExponentOne(issuer: string): LabToken {
  const kid = 'one';
  const input = signingInput({ alg: 'RS256', typ: 'at+jwt', kid }, issuer, {});
  const digestInfo = Buffer.concat([
    Buffer.from('3031300d060960864801650304020105000420', 'hex'),
    createHash('sha256').update(input).digest(),
  ]);
  const padding = Buffer.alloc(256 - 3 - digestInfo.length, 0xff);
  const padded = Buffer.concat([Buffer.of(0, 1), padding, Buffer.of(0), digestInfo]);
  return { token: `${input}.${padded.toString('base64url')}`, kid };
}

/** The same bytes, told in another way: the last character of the signature has bits that stand for nothing. */
export function respell({ token, kid }: LabToken): LabToken {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1] ?? '';
  return { token: token.slice(0, -1) + last, kid };
}

function signingInput(header: object, issuer: string, claims: object): string {
  const now = Math.floor(systemClock.nowSeconds());
  minted += 1;
  const all = {
    ...{ iss: issuer, aud: LAB_AUDIENCE, sub: 'service', client_id: 'service', jti: `${minted}` },
    ...{ iat: now, exp: now + LIFETIME_SECONDS },
    ...claims,
  };
  return [header, all].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
}
