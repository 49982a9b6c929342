import { accessClaims, accessHeader, accessToken, compact, type MadeKey } from '../made-tokens.js';

type Times = (changes?: Record<string, unknown>) => Record<string, unknown>;

/** Tokens that one verifier takes and another refuses, by what the pages call them; each signed by a good key. */
export const strictTokens = {
  'no `exp`': (key, at) => accessToken(key, at({ exp: undefined })),
  '`exp` in milliseconds': (key, at) => accessToken(key, at({ exp: Number(at().exp) * 1000 })),
  '`typ` is `JWT`': (key, at) => accessToken(key, at(), { typ: 'JWT' }),
  'no `jti`': (key, at) => accessToken(key, at({ jti: undefined })),
  'no `client_id`': (key, at) => accessToken(key, at({ client_id: undefined })),
  '`iat` an hour ahead': (key, at) =>
    accessToken(key, at({ iat: Number(at().iat) + 3600, exp: Number(at().exp) + 3600 })),
  'bound to a key by `cnf`, sent as plain Bearer': (key, at) =>
    accessToken(key, at({ cnf: { jkt: 'bm90IHRoZSBrZXkgb2YgYW55Ym9keSBhdCBhbGw' } })),
  'a member twice in the claims': (key, at) => {
    const claims = JSON.stringify(accessClaims(at()));
    return compact(key, accessHeader(key), claims.replace('{', '{"sub":"somebody-else",'));
  },
  '`crit` names what nobody knows': (key, at) => accessToken(key, at(), { crit: ['x'], x: 1 }),
  'spare bits set in its base64url': (key, at) => setSpareBits(accessToken(key, at())),
  'over 16 KiB': (key, at) => accessToken(key, at({ padding: 'x'.repeat(16_384) })),
  'no `kid`, and the issuer has one key': (key, at) => accessToken(key, at(), { kid: undefined }),
} satisfies Readonly<Record<string, (key: MadeKey, at: Times) => string>>;

export type StrictToken = keyof typeof strictTokens;

/** The same bytes, spelled another way: an RSA signature of 256 bytes leaves four bits in its last character. */
function setSpareBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return `${token.slice(0, -1)}${alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1]}`;
}
