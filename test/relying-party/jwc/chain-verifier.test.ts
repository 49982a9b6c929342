import { createVerifier } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { expect, test, vi } from 'vitest';
import type { SignatureAlgorithm } from '../../../relying-party/signature/algorithms.js';
import { allAlgorithms, audience, compact, issuer, makeKey, nowSeconds, refusal } from '../made-tokens.js';
import {
  holder,
  innerClaims,
  makeChain,
  makeChainVerifier,
  makeInner,
  makeOuter,
  outerClaims,
  stranger,
  trusted,
} from './chain-stand.js';

test('the identity is the inner’s, the request’s claims are the outer’s, apart', async () => {
  const verified = await makeChainVerifier().verify(makeOuter({ claims: { scope: 'admin' } }));
  expect(verified).toMatchObject({
    claims: innerClaims(),
    header: { typ: 'jwc-inner+jwt', kid: 'trust-1' },
    trustPath: 'jwc',
    issuer,
    kid: 'trust-1',
    alg: 'ES256',
    outer: {
      claims: outerClaims({ scope: 'admin' }),
      header: { kid: 'client-1-K1' },
      kid: 'client-1-K1',
      alg: 'ES256',
    },
  });
  // A holder grants itself nothing.
  expect(verified.claims.scope).toBeUndefined();
  expect(verified.keyThumbprint).not.toBe(verified.outer?.keyThumbprint);
});

test.each(allAlgorithms)('holders and issuers of %s', async (alg: SignatureAlgorithm) => {
  const [signer, client] = [makeKey(alg, 'signer'), makeKey(alg, 'client')];
  const verifier = makeChainVerifier({ innerJwks: { keys: [signer.jwk] } });
  const inner = makeInner({ key: signer, claims: { tjwk: client.jwk } });
  expect(await verifier.judge(makeOuter({ key: client, inner }))).toBe('accepted');
  expect(await verifier.judge(makeOuter({ key: makeKey(alg, 'client'), inner }))).toBe('signature_invalid');
});

const innersRefused: readonly (readonly [string, string, () => string])[] = [
  ['no jwc', 'jwc_missing', () => makeOuter({ inner: undefined, claims: { iss: issuer } })],
  ['jwc a number', 'jwc_malformed', () => makeOuter({ inner: 7 })],
  ['jwc an object', 'jwc_malformed', () => makeOuter({ inner: {} })],
  [
    'jwc of two parts',
    'jwc_inner_malformed',
    () => makeOuter({ inner: makeInner().replace(/\.[^.]*$/, '') }),
  ],
  ['jwc no base64url', 'jwc_inner_malformed', () => makeOuter({ inner: `+${makeInner().slice(1)}` })],
  ['jwc empty', 'jwc_inner_malformed', () => makeOuter({ inner: '' })],
  ['inner with jwc', 'jwc_nested', () => makeChain({ header: { jwc: makeInner() } })],
  ['inner with b64', 'jwc_inner_malformed', () => makeChain({ header: { b64: true } })],
  ['inner with crit', 'jwc_inner_malformed', () => makeChain({ header: { crit: ['exp'], exp: 1 } })],
  ['inner without alg', 'jwc_inner_malformed', () => makeChain({ header: { alg: undefined } })],
  ['inner alg none', 'jwc_inner_alg_not_allowed', () => makeChain({ header: { alg: 'none' } })],
  ['inner HS256', 'jwc_inner_alg_not_allowed', () => makeChain({ header: { alg: 'HS256' } })],
  ['inner untyped', 'jwc_inner_typ_not_allowed', () => makeChain({ header: { typ: undefined } })],
  ['inner typ JWT', 'jwc_inner_typ_not_allowed', () => makeChain({ header: { typ: 'JWT' } })],
  ['inner an access token', 'jwc_inner_typ_not_allowed', () => makeChain({ header: { typ: 'at+jwt' } })],
  ['inner iss unknown', 'issuer_not_allowed', () => makeChain({ claims: { iss: `${issuer}/` } })],
  ['inner iss a list', 'jwc_inner_issuer_mismatch', () => makeChain({ claims: { iss: [issuer] } })],
  ['inner without iss', 'jwc_inner_issuer_mismatch', () => makeChain({ claims: { iss: undefined } })],
  ['inner without aud', 'jwc_inner_audience_mismatch', () => makeChain({ claims: { aud: undefined } })],
  ['inner of another aud', 'jwc_inner_audience_mismatch', () => makeChain({ claims: { aud: 'other' } })],
  ['inner without exp', 'jwc_inner_claim_invalid', () => makeChain({ claims: { exp: undefined } })],
  ['inner without iat', 'jwc_inner_claim_invalid', () => makeChain({ claims: { iat: undefined } })],
  ['inner without sub', 'jwc_inner_claim_invalid', () => makeChain({ claims: { sub: undefined } })],
  ['inner without jti', 'jwc_inner_claim_invalid', () => makeChain({ claims: { jti: undefined } })],
  ['inner expired', 'jwc_inner_expired', () => makeChain({ claims: { exp: nowSeconds - 5 } })],
  ['inner not yet', 'jwc_inner_not_yet_valid', () => makeChain({ claims: { nbf: nowSeconds + 61 } })],
  ['inner of the future', 'jwc_inner_not_yet_valid', () => makeChain({ claims: { iat: nowSeconds + 61 } })],
  [
    'inner too long',
    'jwc_inner_lifetime_too_long',
    () => makeChain({ claims: { exp: nowSeconds + 86_401 } }),
  ],
  [
    'inner too long from iat',
    'jwc_inner_lifetime_too_long',
    () => makeChain({ claims: { iat: nowSeconds - 86_400 + 3500, exp: nowSeconds + 3561 } }),
  ],
  ['inner bound by cnf', 'jwc_inner_bound', () => makeChain({ claims: { cnf: { jkt: 'x' } } })],
  ['inner of an unknown kid', 'jwc_inner_key_unknown', () => makeChain({ header: { kid: 'trust-2' } })],
  [
    'inner self-signed',
    'jwc_inner_signature_invalid',
    () => makeChain({ key: holder, header: { kid: 'trust-1' } }),
  ],
  ['token too large', 'token_too_large', () => makeOuter({ claims: { fill: 'x'.repeat(16_000) } })],
  ['header too large', 'header_too_large', () => makeChain({ claims: { fill: 'x'.repeat(5000) } })],
  ['both paths at once', 'trust_path_ambiguous', () => makeOuter({ header: { x5c: [] } })],
];

test.each(innersRefused)('refused: %s with %s', async (_what, code, token) => {
  const rejection = await refusal(makeChainVerifier().verify(token()));
  expect(rejection.code).toBe(code);
  expect(rejection.status).toBe(401);
});

const outersRefused: readonly (readonly [string, string, () => string])[] = [
  ['signed by a stranger', 'signature_invalid', () => makeOuter({ key: stranger })],
  [
    'signed by the key that signs inners',
    'signature_invalid',
    () => makeOuter({ key: trusted, header: { kid: 'client-1-K1' } }),
  ],
  ['expired', 'token_expired', () => makeOuter({ claims: { exp: nowSeconds - 5 } })],
  ['without exp', 'claim_missing', () => makeOuter({ claims: { exp: undefined } })],
  ['not yet valid', 'token_not_yet_valid', () => makeOuter({ claims: { nbf: nowSeconds + 61 } })],
  ['alg none', 'alg_not_allowed', () => makeOuter({ header: { alg: 'none' } })],
  ['of another alg', 'jwc_outer_alg_mismatch', () => makeOuter({ key: makeKey('RS256', 'client-1-K1') })],
  ['of another kid', 'jwc_outer_kid_mismatch', () => makeOuter({ header: { kid: 'client-1-K2' } })],
  ['without aud', 'audience_missing', () => makeOuter({ claims: { aud: undefined } })],
  ['for another aud', 'audience_mismatch', () => makeOuter({ claims: { aud: 'other' } })],
  ['outlives its inner', 'jwc_outer_outlives_inner', () => makeOuter({ claims: { exp: nowSeconds + 3601 } })],
  [
    'older than its inner',
    'jwc_outer_predates_inner',
    () => makeOuter({ claims: { iat: nowSeconds - 121 } }),
  ],
  ['too long', 'jwc_outer_lifetime_too_long', () => makeOuter({ claims: { exp: nowSeconds + 301 } })],
  ['without sub', 'jwc_binding_mismatch', () => makeOuter({ claims: { sub: undefined } })],
  ['of another sub', 'jwc_binding_mismatch', () => makeOuter({ claims: { sub: 'client-2' } })],
  ['a proof of another kind', 'typ_not_allowed', () => makeOuter({ header: { typ: 'dpop+jwt' } })],
  ['bound', 'token_bound', () => makeOuter({ claims: { cnf: {} } })],
  ['an inner itself', 'token_bound', () => makeOuter({ claims: { tjwk: holder.jwk } })],
  [
    'crit of another member',
    'crit_not_understood',
    () => makeOuter({ header: { crit: ['htm'], htm: 'GET' } }),
  ],
];

test.each(outersRefused)('refused: outer %s with %s', async (_what, code, token) => {
  const verifier = makeChainVerifier();
  expect(await verifier.judge(token())).toBe(code);
  // And again when its inner was seen before.
  await verifier.verify(makeOuter());
  expect(await verifier.judge(token())).toBe(code);
});

const accepted: readonly (readonly [string, () => string])[] = [
  ['the outer without iat', () => makeOuter({ claims: { iat: undefined } })],
  [
    'the outer as long as its inner',
    () =>
      makeOuter({
        claims: { exp: nowSeconds + 300 },
        inner: makeInner({ claims: { exp: nowSeconds + 300 } }),
      }),
  ],
  ['the outer older than its inner by D', () => makeOuter({ claims: { iat: nowSeconds - 120 } })],
  ['the outer without kid', () => makeOuter({ header: { kid: undefined } })],
  ['tjwk without kid', () => makeChain({ claims: { tjwk: { ...holder.jwk, kid: undefined } } })],
  ['crit names jwc', () => makeOuter({ header: { crit: ['jwc'] } })],
  ['the outer’s iss is the holder’s own', () => makeOuter({ claims: { iss: 'client-1' } })],
  ['the outer’s iss is the issuer', () => makeOuter({ claims: { iss: issuer } })],
  ['a jwk of a stranger beside it', () => makeOuter({ header: { jwk: stranger.jwk } })],
  ['aud a list', () => makeOuter({ claims: { aud: ['other', audience] } })],
];

test.each(accepted)('accepted: %s', async (_what, token) => {
  expect(await makeChainVerifier().judge(token())).toBe('accepted');
});

test('the inner’s fault is told by its finer reason too, and nothing of the token is told', async () => {
  const token = makeChain({ claims: { exp: nowSeconds - 5 } });
  const rejection = await refusal(makeChainVerifier().verify(token));
  expect(rejection).toMatchObject({
    code: 'jwc_inner_expired',
    issuer,
    trustPath: 'jwc',
    kid: 'client-1-K1',
  });
  expect(rejection.cause).toMatchObject({ code: 'token_expired' });
  const told = JSON.stringify(rejection) + rejection.message + rejection.stack;
  for (const segment of token.split('.')) expect(told).not.toContain(segment);
});

test('several issuers: each inner by its own keys and rules', async () => {
  const other = makeKey('ES256', 'trust-1');
  const { clock } = makeChainVerifier();
  const verifier = createVerifier({
    clock,
    trustPaths: [jwc()],
    issuers: [
      { issuer, audience, trustPath: 'jwc', jwc: { innerJwks: { keys: [trusted.jwk] } } },
      {
        issuer: 'https://other.example',
        audience,
        trustPath: 'jwc',
        jwc: { innerJwks: { keys: [other.jwk] }, binding: 'none' },
      },
    ],
  });
  const foreign = makeInner({ key: other, claims: { iss: 'https://other.example' } });
  const token = makeOuter({ inner: foreign, claims: { sub: 'whoever' } });
  expect(await verifier.verify(token)).toMatchObject({ issuer: 'https://other.example' });
  expect(await verifier.verify(makeOuter())).toMatchObject({ issuer });
  // The outer says whose token it is; its inner must be of the same issuer, and of that one's key.
  expect((await refusal(verifier.verify(makeOuter({ inner: foreign, claims: { iss: issuer } })))).code).toBe(
    'jwc_inner_issuer_mismatch',
  );
  const forged = makeOuter({ inner: makeInner({ key: other }) });
  expect((await refusal(verifier.verify(forged))).code).toBe('jwc_inner_signature_invalid');
});

test('an issuer named apart from the outer’s: each is held to its own name', async () => {
  const verifier = makeChainVerifier({ innerIssuer: 'api.example.com' }, { issuer: 'gateway' });
  const inner = makeInner({ claims: { iss: 'api.example.com' } });
  const verified = await verifier.verify(makeOuter({ inner, claims: { iss: 'gateway' } }));
  expect(verified.issuer).toBe('api.example.com');
  expect(await verifier.judge(makeOuter({ inner }))).toBe('issuer_not_allowed');
  expect(await verifier.judge(makeOuter({ inner, claims: { iss: 'other' } }))).toBe('issuer_not_allowed');
  expect(await verifier.judge(makeOuter({ claims: { iss: 'gateway' } }))).toBe('jwc_inner_issuer_mismatch');
});

test('beside discovery the header decides, and an inner alone opens nothing on either path', async () => {
  const verifier = makeChainVerifier(
    { allowUntypedInner: true },
    { trustPath: ['discovery', 'jwc'], profile: 'anyJwt', discovery: { jwks: { keys: [trusted.jwk] } } },
  );
  expect(await verifier.judge(makeOuter())).toBe('accepted');
  const plain = compact(
    trusted,
    { alg: 'ES256', kid: 'trust-1' },
    { iss: issuer, aud: audience, exp: nowSeconds + 9 },
  );
  expect(await verifier.judge(plain)).toBe('accepted by discovery');
  expect(await verifier.judge(makeInner())).toBe('typ_not_allowed');
  expect(await verifier.judge(makeInner({ header: { typ: undefined } }))).toBe('token_bound');
  expect(await verifier.judge(makeInner({ header: { typ: 'at+jwt' } }))).toBe('token_bound');
  const critical = { alg: 'ES256', kid: 'trust-1', jwc: 'x', crit: ['jwc'] };
  expect(await verifier.judge(compact(trusted, critical, outerClaims({ iss: issuer })))).toBe(
    'jwc_inner_malformed',
  );
});

test('the discovery path alone reads past a jwc header, and understands it nowhere', async () => {
  const verifier = makeChainVerifier({}, {
    trustPath: 'discovery',
    profile: 'anyJwt',
    discovery: { jwks: { keys: [trusted.jwk] } },
    jwc: undefined,
  } as object);
  const claims = { iss: issuer, aud: audience, exp: nowSeconds + 9 };
  const header = { alg: 'ES256', kid: 'trust-1', jwc: 'x' };
  expect(await verifier.judge(compact(trusted, header, claims))).toBe('accepted by discovery');
  expect(await verifier.judge(compact(trusted, { ...header, crit: ['jwc'] }, claims))).toBe(
    'crit_not_understood',
  );
});

test('explain tells the path and the checks of the outer', async () => {
  const verifier = makeChainVerifier();
  const good = await verifier.explain(makeOuter());
  expect(good).toMatchObject({ accepted: true, trustPath: 'jwc', issuer, keys: { kids: ['trust-1'] } });
  const bad = await verifier.explain(makeChain({ claims: { exp: nowSeconds - 5 } }));
  expect(bad).toMatchObject({ accepted: false, code: 'jwc_inner_expired', trustPath: 'jwc', issuer });
  expect(bad.steps.find(({ check }) => check === 'key')?.outcome).toBe('jwc_inner_expired');
});

test('keys that cannot be used are the configuration’s fault, not the caller’s', async () => {
  const withPrivate = { ...trusted.privateKey.export({ format: 'jwk' }), kid: 'trust-1' };
  const verifier = makeChainVerifier({ innerJwks: { keys: [withPrivate as never] } });
  const heard = vi.fn();
  verifier.on('keyset.suspicious', heard);
  const rejection = await refusal(verifier.verify(makeOuter()));
  expect(rejection).toMatchObject({ code: 'keys_unavailable', status: 503 });
});
