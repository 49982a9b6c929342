import { expect, test } from 'vitest';
import { makeKey, refusal } from '../made-tokens.js';
import { holder, makeChain, makeChainVerifier, makeInner, makeOuter } from './chain-stand.js';

const rsa = makeKey('RS256', 'client-1-K1');
const small = { kty: 'RSA', e: 'AQAB', n: Buffer.alloc(128, 0xff).toString('base64url') };

const refused: readonly (readonly [string, string, unknown])[] = [
  ['missing', 'jwc_tjwk_missing', undefined],
  ['null', 'jwc_tjwk_malformed', null],
  ['a string', 'jwc_tjwk_malformed', JSON.stringify(holder.jwk)],
  ['a list', 'jwc_tjwk_malformed', [holder.jwk]],
  ['a set', 'jwc_tjwk_malformed', { keys: [holder.jwk] }],
  ['without kty', 'jwc_tjwk_malformed', { ...holder.jwk, kty: undefined }],
  ['cut short', 'jwc_tjwk_malformed', { ...holder.jwk, x: holder.jwk.x?.slice(1) }],
  ['private', 'jwc_tjwk_private', { ...holder.jwk, d: 'AA' }],
  ['symmetric', 'jwc_tjwk_symmetric', { kty: 'oct', k: 'c2VjcmV0', alg: 'HS256' }],
  ['symmetric under an asymmetric alg', 'jwc_tjwk_symmetric', { kty: 'oct', k: 'c2VjcmV0', alg: 'ES256' }],
  ['of an alg outside the list', 'jwc_tjwk_alg_not_allowed', rsa.jwk],
  ['of alg none', 'jwc_tjwk_alg_not_allowed', { ...holder.jwk, alg: 'none' }],
  ['of alg HS256', 'jwc_tjwk_alg_not_allowed', { ...holder.jwk, alg: 'HS256' }],
  ['on X25519', 'jwc_tjwk_alg_not_allowed', { kty: 'OKP', crv: 'X25519', x: holder.jwk.x }],
  ['an alg that is not its key’s', 'jwc_tjwk_alg_not_allowed', { ...holder.jwk, alg: 'Ed25519' }],
  ['for encryption', 'jwc_tjwk_unfit', { ...holder.jwk, use: 'enc' }],
  ['for signing only', 'jwc_tjwk_unfit', { ...holder.jwk, key_ops: ['sign'] }],
  ['off its curve', 'jwc_tjwk_unfit', { ...holder.jwk, y: holder.jwk.x }],
];

test.each(refused)('tjwk %s: %s', async (_what, code, tjwk) => {
  const verifier = makeChainVerifier({}, { algorithms: ['ES256', 'Ed25519'] });
  const rejection = await refusal(verifier.verify(makeChain({ claims: { tjwk } })));
  expect(rejection.code).toBe(code);
  expect(JSON.stringify(rejection) + rejection.message).not.toContain('c2VjcmV0');
});

test('a weak RSA key is no holder’s key', async () => {
  expect(await makeChainVerifier().judge(makeChain({ claims: { tjwk: small } }))).toBe('jwc_tjwk_unfit');
});

test('one algorithm: of a tjwk without alg the list decides, never the outer', async () => {
  const bare = { ...rsa.jwk, alg: undefined };
  const inner = makeInner({ claims: { tjwk: bare } });
  const pss = makeKey('PS256', 'client-1-K1');
  const asPs256 = makeOuter({ inner, key: { ...pss, privateKey: rsa.privateKey } });
  const asRs256 = makeOuter({ inner, key: rsa });
  const first = makeChainVerifier({}, { algorithms: ['ES256', 'RS256', 'PS256'] });
  expect(await first.judge(asRs256)).toBe('accepted');
  expect(await first.judge(asPs256)).toBe('jwc_outer_alg_mismatch');
  const named = makeOuter({ inner: makeInner({ claims: { tjwk: { ...bare, alg: 'PS256' } } }), key: rsa });
  expect(await first.judge(named)).toBe('jwc_outer_alg_mismatch');
});
