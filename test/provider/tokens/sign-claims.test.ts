import { createVerifier } from '@keyturn/relying-party';
import { expect, test } from 'vitest';
import { START_SECONDS, startTestProvider } from '../http/test-provider.js';

const user = { sub: 'alice', client_id: 'auth-service', aud: 'https://api.example', roles: ['admin'] };

async function start() {
  const started = await startTestProvider({
    rotation: {
      profile: 'dev',
      series: [{ alg: 'ES256' }, { alg: 'EdDSA' }, { alg: 'ES256', name: 'inners' }],
    },
    inners: { series: 'inners' },
  });
  const issuer = started.provider.issuer();
  const { keySet } = await issuer.ring.servable();
  const verifier = createVerifier({
    issuers: [{ issuer: issuer.url, audience: user.aud, discovery: { jwks: { keys: keySet.keys } } }],
    clock: started.clock,
  });
  return { ...started, issuer, verifier };
}

test('an application signs what it knows of a user, and any relying party accepts it as it is', async () => {
  const { issuer, verifier } = await start();
  const { token, expiresInSeconds } = await issuer.sign(user);
  const { claims, header } = await verifier.verify(token);
  expect(header.typ).toBe('at+jwt');
  expect(claims).toEqual({
    ...user,
    iss: issuer.url,
    iat: START_SECONDS,
    exp: START_SECONDS + expiresInSeconds,
    jti: expect.stringMatching(/^[\w-]{22}$/),
  });
});

test('series, lifetime and jti may be chosen; the lifetime never beyond T', async () => {
  const { issuer, verifier } = await start();
  const { token } = await issuer.sign({ ...user, jti: 'mine' }, { series: 'EdDSA', lifetimeSeconds: 20 });
  const { claims, header } = await verifier.verify(token);
  expect([header.alg, claims.jti, claims.exp]).toEqual(['EdDSA', 'mine', START_SECONDS + 20]);
  expect((await issuer.sign(user, { lifetimeSeconds: 100_000 })).expiresInSeconds).toBe(60);
});

test('no two tokens share a jti', async () => {
  const { issuer, verifier } = await start();
  const tokens = await Promise.all(Array.from({ length: 50 }, () => issuer.sign(user)));
  const ids = await Promise.all(tokens.map(async ({ token }) => (await verifier.verify(token)).claims.jti));
  expect(new Set(ids).size).toBe(50);
});

test.each(['iss', 'iat', 'exp'])('%s is the issuer’s to say', async (name) => {
  const { issuer } = await start();
  await expect(issuer.sign({ ...user, [name]: 'https://evil.example' })).rejects.toMatchObject({
    code: 'claim_reserved',
  });
});

test.each<[string, Record<string, unknown>, string]>([
  ['no sub', { sub: undefined }, 'sub'],
  ['an empty sub', { sub: '' }, 'sub'],
  ['no client_id', { client_id: undefined }, 'client_id'],
  ['a client_id that is no text', { client_id: 7 }, 'client_id'],
  ['no aud', { aud: undefined }, 'aud'],
  ['an empty aud', { aud: [] }, 'aud'],
  ['a jti that is no text', { jti: 7 }, 'jti'],
])('an access token with %s would be refused everywhere, so it is refused here', async (_, claims, name) => {
  const { issuer } = await start();
  const signing = issuer.sign({ ...user, ...claims });
  await expect(signing).rejects.toMatchObject({ code: 'claims_invalid' });
  await expect(signing).rejects.toThrow(`the claim ${name} must`);
});

test.each([0, -1, 1.5, Number.NaN])('a lifetime of %s seconds is none', async (lifetimeSeconds) => {
  const { issuer } = await start();
  await expect(issuer.sign(user, { lifetimeSeconds })).rejects.toMatchObject({ code: 'claims_invalid' });
});

test.each([
  ['lifetime', 'did you mean lifetimeSeconds?'],
  ['trustpath', 'did you mean trustPath?'],
  ['audience', 'there are: typ, series, trustPath, lifetimeSeconds'],
])('the option %s is none, and is not passed over in silence', async (name, cure) => {
  const { issuer } = await start();
  const signing = issuer.sign(user, { [name]: 20 });
  await expect(signing).rejects.toMatchObject({ code: 'claims_invalid' });
  await expect(signing).rejects.toThrow(cure);
});

test('a path that is none is no path: it does not pass for another', async () => {
  const { issuer } = await start();
  const trustPath = JSON.parse('"jwc"');
  await expect(issuer.sign(user, { trustPath })).rejects.toMatchObject({ code: 'claims_invalid' });
});

test.each(['undefined', 'null', '"alice"'])('%s instead of claims is refused by a code', async (text) => {
  const { issuer } = await start();
  const claims = text === 'undefined' ? undefined : JSON.parse(text);
  await expect(issuer.sign(claims)).rejects.toMatchObject({ code: 'claims_invalid' });
});

test('the series of inners signs nothing else (J2)', async () => {
  const { issuer } = await start();
  await expect(issuer.sign(user, { series: 'inners' })).rejects.toMatchObject({ code: 'series_reserved' });
});

test('no error repeats a claim', async () => {
  const { issuer } = await start();
  await expect(issuer.sign({ ...user, sub: 'alice', aud: { secret: 'hunter2' } })).rejects.toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(/hunter2|alice/) }),
  );
});
