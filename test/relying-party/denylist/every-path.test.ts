import { createPublicKey } from 'node:crypto';
import { createVerifier, type DenylistOptions } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { x5c } from '@keyturn/relying-party/x5c';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { expect, test } from 'vitest';
import { mintAuthority, mintLeaf, toPem } from '../../support/minted-certificates.js';
import { makeInner, makeOuter } from '../jwc/chain-stand.js';
import { accessToken, audience, issuer, makeKey, nowSeconds } from '../made-tokens.js';
import { certifiedToken } from '../x5c/certified-tokens.js';

/** The key that is stolen; the same pair is used wherever a key can turn up. */
const stolen = makeKey('ES256', 'stolen');
const honest = makeKey('ES256', 'honest');
const pair = { privateKey: stolen.privateKey, publicKey: createPublicKey(stolen.privateKey) };

const root = mintAuthority('Root');
const stolenAuthority = mintAuthority('Stolen', root, { key: pair });
const honestLeaf = mintLeaf(stolenAuthority);

/** One verifier of one issuer over all three paths. */
function makeVerifierOfAll(denylist?: DenylistOptions) {
  const keys: PublicJwk[] = [stolen.jwk, honest.jwk];
  const verifier = createVerifier({
    clock: new VirtualClock(nowSeconds),
    trustPaths: [x5c(), jwc()],
    ...(denylist === undefined ? {} : { denylist }),
    issuers: [
      {
        issuer,
        audience,
        profile: 'anyJwt',
        trustPath: ['discovery', 'x5c', 'jwc'],
        discovery: { jwks: { keys } },
        x5c: { anchorsPem: [toPem(root.encoding)] },
        jwc: { innerJwks: { keys } },
      },
    ],
  });
  return async (token: string): Promise<string> =>
    verifier.verify(token).then(
      ({ trustPath }) => trustPath,
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'no rejection'),
    );
}

const leafOf = (by = root) => mintLeaf(by, { key: pair });
const claims = { aud: audience, jti: 'certified-1' };

/** Each way for one key to turn up: what is accepted while it is nobody's loss, and how it is refused after. */
const appearances: readonly [string, () => string, string, string][] = [
  ['signs a token', () => accessToken(stolen), 'discovery', 'key_revoked'],
  ['is certified', () => certifiedToken({ leaf: leafOf(), claims }), 'x5c', 'x5c_denied'],
  [
    'certifies another',
    () => certifiedToken({ leaf: honestLeaf, chain: [honestLeaf, stolenAuthority], claims }),
    'x5c',
    'x5c_denied',
  ],
  ['signs an inner', () => makeOuter({ inner: makeInner({ key: stolen }) }), 'jwc', 'jwc_signer_revoked'],
  [
    'is a holder’s',
    () => makeOuter({ inner: makeInner({ key: honest, claims: { tjwk: stolen.jwk } }), key: stolen }),
    'jwc',
    'jwc_holder_revoked',
  ],
];

test.each(appearances)('a revoked key that %s is refused', async (_what, makeToken, path, code) => {
  const token = makeToken();
  expect(await makeVerifierOfAll()(token)).toBe(path);
  const { keyThumbprint } = await createVerifier({
    clock: new VirtualClock(nowSeconds),
    issuers: [{ issuer, audience, discovery: { jwks: { keys: [stolen.jwk] } } }],
  }).verify(accessToken(stolen));
  expect(await makeVerifierOfAll({ keyThumbprints: [keyThumbprint] })(token)).toBe(code);
  const other = keyThumbprint.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
  expect(await makeVerifierOfAll({ keyThumbprints: [other] })(token)).toBe(path);
});

test.each(appearances)(
  'a set that changes while running counts at once, where it %s',
  async (_what, make, path, code) => {
    const keyThumbprints = new Set<string>();
    const judge = makeVerifierOfAll({ keyThumbprints });
    const token = make();
    expect(await judge(token)).toBe(path);
    keyThumbprints.add(await calculateJwkThumbprint({ ...stolen.jwk } as JWK));
    expect(await judge(token)).toBe(code);
    keyThumbprints.clear();
    expect(await judge(token)).toBe(path);
  },
);

test.each<[string, () => string, string, string]>([
  ['a token', () => accessToken(honest, { jti: 'lost' }), 'discovery', 'token_revoked'],
  [
    'a certified token',
    () => certifiedToken({ leaf: mintLeaf(root), claims: { ...claims, jti: 'lost' } }),
    'x5c',
    'token_revoked',
  ],
  [
    'an inner',
    () => makeOuter({ inner: makeInner({ key: honest, claims: { jti: 'lost' } }) }),
    'jwc',
    'jwc_inner_revoked',
  ],
  [
    'an outer',
    () => makeOuter({ inner: makeInner({ key: honest }), claims: { jti: 'lost' } }),
    'jwc',
    'token_revoked',
  ],
])('%s is refused by its jti', async (_what, makeToken, path, code) => {
  const token = makeToken();
  expect(await makeVerifierOfAll({ jtis: ['another'] })(token)).toBe(path);
  expect(await makeVerifierOfAll({ jtis: ['lost'] })(token)).toBe(code);
});

test('a list is told whose token it is, so that two issuers may use one name', async () => {
  const asked: [string, string][] = [];
  const has = (name: string, of: string) => asked.push([name, of]) > Number.MAX_SAFE_INTEGER;
  await makeVerifierOfAll({ jtis: { has } })(accessToken(honest, { jti: 'token-9' }));
  expect(asked).toEqual([['token-9', issuer]]);
});

test.each([
  [{ jti: ['a'] }, /jtis/],
  [{ jtis: 'a' }, /denylist\.jtis/],
  [{ keyThumbprints: [1] }, /denylist\.keyThumbprints\[0\]/],
])('a list that is not of its form is refused: %j', (denylist, words) => {
  expect(() => makeVerifierOfAll(denylist as DenylistOptions)).toThrow(words);
});
