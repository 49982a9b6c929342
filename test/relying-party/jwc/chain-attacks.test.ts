import { answerRejection, createVerifier } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { audience, compact, issuer, makeKey, nowSeconds, refusal } from '../made-tokens.js';
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

const otherIssuer = makeKey('ES256', 'trust-1');
const rsaHolder = makeKey('RS256', 'client-1-K1');

/** A verifier of two issuers, so that one's inner can be tried on the other; everything a thief may have is at hand. */
function makeService(keyThumbprints: readonly string[] = []) {
  const innersOf = (key: typeof trusted) => ({
    innerJwks: { keys: [key.jwk] },
    denylist: { keyThumbprints },
  });
  return createVerifier({
    clock: new VirtualClock(nowSeconds),
    trustPaths: [jwc()],
    issuers: [
      {
        issuer,
        audience,
        trustPath: ['discovery', 'jwc'],
        discovery: { jwks: { keys: [trusted.jwk] } },
        algorithms: ['ES256'],
        jwc: innersOf(trusted),
      },
      { issuer: 'https://other.example', audience, trustPath: 'jwc', jwc: innersOf(otherIssuer) },
    ],
  });
}

const attacks: readonly (readonly [string, string, () => string])[] = [
  ['outer signed by a foreign key (jwc-1)', 'signature_invalid', () => makeOuter({ key: stranger })],
  [
    'outer signed with a key in its own header',
    'signature_invalid',
    () => makeOuter({ key: stranger, header: { jwk: stranger.jwk } }),
  ],
  [
    'outer unsigned',
    'alg_not_allowed',
    () => `${makeOuter({ header: { alg: 'none' } }).replace(/[^.]*$/, '')}`,
  ],
  [
    'outer expired while its inner lives (jwc-2)',
    'token_expired',
    () => makeOuter({ claims: { exp: nowSeconds - 60, iat: nowSeconds - 60 } }),
  ],
  [
    'outer of another client’s inner',
    'signature_invalid',
    () => makeChain({ claims: { tjwk: { ...stranger.jwk } } }),
  ],
  [
    'outer speaks for another sub (jwc-3)',
    'jwc_binding_mismatch',
    () => makeOuter({ claims: { sub: 'admin' } }),
  ],
  ['outer speaks for nobody', 'jwc_binding_mismatch', () => makeOuter({ claims: { sub: undefined } })],
  [
    'outer for another service',
    'audience_mismatch',
    () => makeOuter({ claims: { aud: 'https://elsewhere.example' } }),
  ],
  ['inner as an access token (jwc-4)', 'typ_not_allowed', () => makeInner()],
  [
    'inner with the type of an access token',
    'token_bound',
    () => makeInner({ header: { typ: 'at+jwt' }, claims: { client_id: 'c' } }),
  ],
  [
    'an access token as an inner',
    'jwc_inner_typ_not_allowed',
    () => makeChain({ header: { typ: 'at+jwt' }, claims: { client_id: 'c' } }),
  ],
  [
    'outer as an access token',
    'typ_not_allowed',
    () => makeOuter({ header: { jwc: undefined, typ: 'JWT' }, claims: { iss: issuer } }),
  ],
  [
    'tjwk with private members (jwc-5)',
    'jwc_tjwk_private',
    () => makeChain({ claims: { tjwk: holder.privateKey.export({ format: 'jwk' }) } }),
  ],
  [
    'tjwk symmetric (jwc-5)',
    'jwc_tjwk_symmetric',
    () => makeChain({ claims: { tjwk: { kty: 'oct', k: 'AAAA' } } }),
  ],
  [
    'tjwk of an algorithm outside the list (jwc-5)',
    'jwc_tjwk_alg_not_allowed',
    () => makeChain({ claims: { tjwk: rsaHolder.jwk } }),
  ],
  [
    'outer by HS256 with tjwk as the secret',
    'alg_not_allowed',
    () => makeOuter({ header: { alg: 'HS256' } }),
  ],
  ['jwc inside jwc (jwc-6)', 'jwc_nested', () => makeChain({ header: { jwc: makeInner() } })],
  [
    'a chain of two',
    'jwc_inner_typ_not_allowed',
    () => makeOuter({ inner: makeOuter({ claims: { iss: issuer } }) }),
  ],
  [
    'inner of another issuer under this one’s name (jwc-7)',
    'jwc_inner_signature_invalid',
    () => makeChain({ key: otherIssuer }),
  ],
  [
    'inner of another issuer in this one’s token (jwc-7)',
    'jwc_inner_issuer_mismatch',
    () =>
      makeOuter({
        inner: makeInner({ key: otherIssuer, claims: { iss: 'https://other.example' } }),
        claims: { iss: issuer },
      }),
  ],
  ['inner of nobody’s', 'issuer_not_allowed', () => makeChain({ claims: { iss: 'https://evil.example' } })],
  [
    'inner self-signed by its holder',
    'jwc_inner_signature_invalid',
    () => makeChain({ key: holder, header: { kid: 'trust-1' } }),
  ],
  [
    'inner with a key in its header',
    'jwc_inner_signature_invalid',
    () => makeChain({ key: stranger, header: { kid: 'trust-1', jwk: stranger.jwk } }),
  ],
  [
    'tjwk swapped after signing',
    'jwc_inner_signature_invalid',
    () => makeOuter({ inner: swapTjwk(), key: stranger }),
  ],
  [
    'jwc beside x5c',
    'trust_path_ambiguous',
    () => makeOuter({ header: { x5c: ['AAAA'] }, claims: { iss: issuer } }),
  ],
];

function swapTjwk(): string {
  const [header, , signature] = makeInner().split('.');
  const [, payload] = makeInner({ claims: { tjwk: stranger.jwk } }).split('.');
  return `${header}.${payload}.${signature}`;
}

test.each(attacks)('%s: %s', async (_attack, code, token) => {
  const service = makeService();
  // Its inner may well have been seen with a good request before.
  await service.verify(makeOuter());
  const rejection = await refusal(service.verify(token()));
  expect(rejection.code).toBe(code);
  const answer = answerRejection(rejection);
  expect(answer.status).toBe(401);
  expect(JSON.stringify(answer)).not.toMatch(/jwc|tjwk|inner/);
});

test('inner valid, its signer revoked (jwc-8)', async () => {
  const { keyThumbprint } = await makeService().verify(makeOuter());
  expect((await refusal(makeService([keyThumbprint]).verify(makeOuter()))).code).toBe('jwc_signer_revoked');
});

test('two holders with one kid and one sub: each outer opens by its own inner alone', async () => {
  const service = makeService();
  const [mine, theirs] = [makeInner(), makeInner({ claims: { tjwk: stranger.jwk } })];
  await service.verify(makeOuter({ inner: mine }));
  await service.verify(makeOuter({ inner: theirs, key: stranger }));
  for (const [inner, key] of [
    [mine, stranger],
    [theirs, holder],
  ] as const)
    expect((await refusal(service.verify(makeOuter({ inner, key })))).code).toBe('signature_invalid');
});

test('a header of 500 MB, a megabyte of dots: refused unread', async () => {
  const service = makeService();
  for (const token of [`${'A'.repeat(500_000_000)}.A.A`, '.'.repeat(1_000_000)])
    expect((await refusal(service.verify(token))).code).toBe('token_too_large');
  const dots = compact(holder, { alg: 'ES256', jwc: '.'.repeat(4000) }, outerClaims());
  expect((await refusal(service.verify(dots))).code).toBe('jwc_inner_malformed');
});

test('duplicate members in the inner, whichever is last', async () => {
  const claims = JSON.stringify(innerClaims());
  const doubled = claims.replace('"tjwk":', `"tjwk":${JSON.stringify(stranger.jwk)},"tjwk":`);
  const inner = compact(trusted, { alg: 'ES256', typ: 'jwc-inner+jwt', kid: 'trust-1' }, doubled);
  for (const key of [holder, stranger])
    expect(await makeChainVerifier().judge(makeOuter({ inner, key }))).toBe('jwc_inner_malformed');
});
