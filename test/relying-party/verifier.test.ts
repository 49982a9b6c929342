import { expect, test, vi } from 'vitest';
import { type CheckName, checkOrder } from '../../relying-party/passage.js';
import {
  accessClaims,
  accessHeader,
  accessToken,
  allAlgorithms,
  audience,
  compact,
  issuer,
  makeKey,
  makeVerifier,
  nowSeconds,
  refusal,
  refusalCode,
} from './made-tokens.js';

const key = makeKey('ES256');

test.each(allAlgorithms)('accepts a token of %s', async (alg) => {
  const signer = makeKey(alg);
  const verified = await makeVerifier([signer]).verify(accessToken(signer));
  expect(verified).toMatchObject({
    claims: accessClaims(),
    header: { alg, typ: 'at+jwt', kid: `kid-${alg}` },
    trustPath: 'discovery',
    issuer,
    kid: `kid-${alg}`,
    alg: alg === 'EdDSA' ? 'Ed25519' : alg,
  });
  expect(verified.keyThumbprint).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('EdDSA and Ed25519 are two names of one algorithm', async () => {
  const old = makeKey('EdDSA');
  const verifier = makeVerifier([old], { algorithms: ['Ed25519'] });
  expect((await verifier.verify(accessToken(old))).alg).toBe('Ed25519');
  expect((await verifier.verify(accessToken(old, {}, { alg: 'Ed25519' }))).alg).toBe('Ed25519');
});

test('several issuers, each by its exact string and with its own keys', async () => {
  const other = makeKey('ES256', key.jwk.kid);
  const { createVerifier } = await import('../../relying-party/index.js');
  const verifier = createVerifier({
    clock: makeVerifier([key]).clock,
    issuers: [
      { issuer, audience, discovery: { jwks: { keys: [key.jwk] } } },
      { issuer: `${issuer}/`, audience: null, discovery: { jwks: { keys: [other.jwk] } } },
    ],
  });
  expect((await verifier.verify(accessToken(key))).issuer).toBe(issuer);
  expect((await verifier.verify(accessToken(other, { iss: `${issuer}/` }))).issuer).toBe(`${issuer}/`);
  expect(await refusalCode(verifier.verify(accessToken(other)))).toBe('signature_invalid');
  expect(await refusalCode(verifier.verify(accessToken(key, { iss: 'https://ISSUER.example' })))).toBe(
    'issuer_not_allowed',
  );
});

test('a rejection says where the token was, and carries neither token nor key', async () => {
  const token = accessToken(key, { exp: nowSeconds - 100 });
  const rejection = await refusal(makeVerifier([key]).verify(token));
  expect(rejection).toMatchObject({
    code: 'token_expired',
    status: 401,
    retryable: false,
    issuer,
    kid: 'kid-ES256',
    trustPath: 'discovery',
  });
  const told = JSON.stringify(rejection) + rejection.message + rejection.stack;
  for (const segment of token.split('.')) expect(told).not.toContain(segment);
});

test('refused tokens are told to listeners, and a listener that throws changes nothing', async () => {
  const verifier = makeVerifier([key]);
  const heard = vi.fn();
  verifier.on('token.refused', () => {
    throw new Error('the logger is full');
  });
  // Unhandled, this rejection would end the process, and this test with it.
  verifier.on('token.refused', async () => {
    throw new Error('the database is down');
  });
  const leave = verifier.on('token.refused', heard);
  await refusal(verifier.verify(accessToken(key, { aud: 'other' })));
  expect(heard).toHaveBeenCalledExactlyOnceWith({
    code: 'audience_mismatch',
    issuer,
    kid: 'kid-ES256',
    trustPath: 'discovery',
  });
  leave();
  await refusal(verifier.verify('x'));
  expect(heard).toHaveBeenCalledTimes(1);
});

test('a header is remembered, and cannot be changed by who receives it', async () => {
  const verifier = makeVerifier([key]);
  const nested = { extra: { list: [1] } };
  const first = await verifier.verify(accessToken(key, { jti: 'a' }, nested));
  const second = await verifier.verify(accessToken(key, { jti: 'b' }, nested));
  expect(second.header).toBe(first.header);
  expect(() => Object.assign(first.header, { alg: 'none' })).toThrow(TypeError);
  expect(() => Object.assign(first.header.extra as object, { list: [] })).toThrow(TypeError);
  expect(first.claims).not.toBe(second.claims);
});

test('a remembered header is checked against each issuer anew', async () => {
  const { createVerifier } = await import('../../relying-party/index.js');
  const jwks = { keys: [key.jwk] };
  const verifier = createVerifier({
    clock: makeVerifier([key]).clock,
    issuers: [
      { issuer, audience, discovery: { jwks } },
      { issuer: 'https://strict.example', audience, algorithms: ['RS256'], discovery: { jwks } },
    ],
  });
  await verifier.verify(accessToken(key));
  expect(await refusalCode(verifier.verify(accessToken(key, { iss: 'https://strict.example' })))).toBe(
    'alg_not_allowed',
  );
});

test('a key removed from the set is no longer found through a remembered header', async () => {
  const [signer, other] = [makeKey('ES256', 'a'), makeKey('ES256', 'b')];
  const token = accessToken(signer);
  expect((await makeVerifier([signer, other]).verify(token)).kid).toBe('a');
  expect(await refusalCode(makeVerifier([other]).verify(token))).toBe('key_unknown');
});

test('explain tells every check in order, by the same engine', async () => {
  const verifier = makeVerifier([key]);
  const accepted = await verifier.explain(accessToken(key));
  expect(accepted).toMatchObject({ accepted: true, code: null, status: 200, issuer, kid: 'kid-ES256' });
  expect(accepted.claims).toEqual(accessClaims());
  expect(accepted.steps).toEqual(checkOrder.map((check) => ({ check, outcome: 'passed' })));
  expect(accepted.keys).toMatchObject({ state: 'fresh', kids: ['kid-ES256'] });
});

const outcomes: readonly (readonly [CheckName, string, () => string])[] = [
  ['form', 'token_malformed', () => 'a.b'],
  ['header', 'json_invalid', () => compact(key, 'no', accessClaims())],
  ['claims', 'json_invalid', () => compact(key, accessHeader(key), '[1]')],
  ['issuer', 'issuer_not_allowed', () => accessToken(key, { iss: 'https://other.example' })],
  ['algorithm', 'alg_not_allowed', () => accessToken(makeKey('RS256'))],
  ['type', 'typ_not_allowed', () => accessToken(key, {}, { typ: 'JWT' })],
  ['audience', 'audience_mismatch', () => accessToken(key, { aud: 'other' })],
  ['times', 'token_expired', () => accessToken(key, { exp: nowSeconds - 5 })],
  ['profile', 'claim_missing', () => accessToken(key, { jti: undefined })],
  ['binding', 'token_bound', () => accessToken(key, { cnf: { jkt: 'x' } })],
  ['signatureForm', 'signature_malformed', () => `${accessToken(key).split('.', 2).join('.')}.AAAA`],
  ['key', 'key_unknown', () => accessToken(key, {}, { kid: 'other' })],
  ['signature', 'signature_invalid', () => accessToken(makeKey('ES256'))],
  ['revocation', 'token_revoked', () => accessToken(key, { jti: 'denied' })],
];

test.each(outcomes)('explain: refused at %s with %s', async (check, code, token) => {
  const denylist = { jtis: ['denied'] };
  const verifier = makeVerifier([key], { algorithms: ['ES256'] }, 'node', { denylist });
  const explanation = await verifier.explain(token());
  const at = checkOrder.indexOf(check);
  expect(explanation.steps.map(({ outcome }) => outcome)).toEqual(
    checkOrder.map((_, step) => (step < at ? 'passed' : step === at ? code : 'not_reached')),
  );
  expect(explanation).toMatchObject({ accepted: false, code, claims: null });
  expect(await refusalCode(verifier.verify(token()))).toBe(code);
});

test('explain: every check is refused above, but for those that need expectations or plugs', async () => {
  expect([...outcomes.map(([check]) => check), 'expectations', 'introspection', 'replay']).toEqual([
    ...checkOrder,
  ]);
  const explanation = await makeVerifier([key]).explain(accessToken(key), { nonce: 'n' });
  expect(explanation.steps).toContainEqual({ check: 'expectations', outcome: 'claim_missing' });
});

test('explain tells no listener: a diagnosis is no traffic', async () => {
  const verifier = makeVerifier([key]);
  const heard = vi.fn();
  verifier.on('token.refused', heard);
  await verifier.explain('x');
  expect(heard).not.toHaveBeenCalled();
});

test('status names every issuer with its keys; a closed verifier still has what it holds', async () => {
  const verifier = makeVerifier([key]);
  await verifier.verify(accessToken(key));
  verifier.close();
  expect(verifier.status()).toMatchObject([
    { issuer, trustPath: 'discovery', keys: { kids: ['kid-ES256'] } },
  ]);
  await expect(verifier.verify(accessToken(key))).resolves.toMatchObject({ issuer });
});

test('what is no rejection passes unchanged: a fault of ours is not the token’s', async () => {
  const broken = makeVerifier([key]);
  vi.spyOn(broken.clock, 'nowSeconds').mockImplementation(() => {
    throw new RangeError('no clock');
  });
  await expect(broken.verify(accessToken(key))).rejects.toThrow(RangeError);
});
