import { createVerifier } from '@keyturn/relying-party';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import {
  adminRequest,
  START_SECONDS,
  startTestProvider,
  testConfiguration,
  tokenRequest,
} from './test-provider.js';

const rotation = {
  profile: 'dev' as const,
  series: [{ alg: 'ES256' as const }, { alg: 'EdDSA' as const, name: 'records' }],
};

async function start() {
  const [client] = testConfiguration.clients ?? [];
  const clients = client === undefined ? [] : [{ ...client, introspects: ['https://api.example'] }];
  const started = await startTestProvider({ rotation, clients, records: {} });
  const { call, clock, provider } = started;
  const { ring } = provider.issuer();
  const kidOf = async (state: string, series = 'ES256') =>
    (await ring.look()).ring.series
      .find(({ name }) => name === series)
      ?.keys.find((key) => key.state === state)?.kid ?? 'none';
  const revoke = async (kid: string, reason: string) => {
    const asked = { kid, replaceWith: 'standby', reason };
    expect((await call('/admin/keys/revoke', adminRequest(asked))).status).toBe(200);
  };
  /** As a stranger verifies it, with jose alone. */
  const read = async () => {
    const { text } = await call('/jwks/history');
    const keys = createLocalJWKSet((await call('/jwks')).json as unknown as JSONWebKeySet);
    const currentDate = new Date(clock.nowSeconds() * 1000);
    const { payload, protectedHeader } = await jwtVerify(text, keys, {
      typ: 'jwk-set+jwt',
      issuer: ring.issuer,
      currentDate,
    });
    return { header: protectedHeader, claims: payload, keys: payload.keys as Record<string, unknown>[] };
  };
  return { ...started, ring, kidOf, revoke, read };
}

test('lists what was removed and what was revoked, in the form of OpenID Federation', async () => {
  const { clock, ring, kidOf, revoke, read } = await start();
  const first = await kidOf('active');
  await clock.advanceSeconds(36);
  await ring.verbs.rotate('ES256', 'operator');
  const stolen = await kidOf('active');
  await clock.advanceSeconds(50);
  await revoke(stolen, 'Compromised: the laptop of alice@issuer.example');
  await clock.advanceSeconds(25);

  const { header, claims, keys } = await read();
  expect(header).toEqual({ alg: 'EdDSA', typ: 'jwk-set+jwt', kid: await kidOf('active', 'records') });
  expect(Object.keys(claims).sort()).toEqual(['iat', 'iss', 'keys']);
  const material = { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) };
  const common = { ...material, alg: 'ES256', use: 'sig', iat: START_SECONDS };
  expect(keys).toEqual([
    {
      ...common,
      kid: stolen,
      exp: START_SECONDS + 86,
      revoked: { revoked_at: START_SECONDS + 86, reason: 'compromised' },
    },
    { ...common, kid: first, exp: START_SECONDS + 111 },
  ]);
  expect(claims.iat).toBe(START_SECONDS + 111);
});

test('a key that was removed and is revoked later says so', async () => {
  const { clock, ring, kidOf, revoke, read } = await start();
  const standby = await kidOf('standby');
  await ring.verbs.retire(standby, 'operator');
  expect((await read()).keys).toEqual([expect.not.objectContaining({ revoked: expect.anything() })]);
  await clock.advanceSeconds(10);
  await revoke(standby, 'found in a log');
  expect((await read()).keys).toEqual([
    expect.objectContaining({ kid: standby, revoked: { revoked_at: START_SECONDS + 10 } }),
  ]);
});

test('is served as a public document, and announced', async () => {
  const { call } = await start();
  const { status, headers } = await call('/jwks/history');
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'application/jwk-set+jwt',
    'cache-control': 'public, max-age=5',
    'access-control-allow-origin': '*',
    'last-modified': new Date((START_SECONDS - 1) * 1000).toUTCString(),
  });
  const again = await call('/jwks/history', { headers: { 'if-none-match': String(headers.etag) } });
  expect([again.status, again.text]).toEqual([304, '']);
  expect((await call('/jwks/history', { method: 'POST' })).status).toBe(405);
  const discovery = (await call('/.well-known/openid-configuration')).json;
  expect(discovery.federation_historical_keys_endpoint).toBe('http://localhost:4000/jwks/history');
  // What the records are signed with is no algorithm of tokens.
  expect(discovery.id_token_signing_alg_values_supported).toEqual(['ES256']);
});

test('without records there is no history, and nothing announces one', async () => {
  const { call } = await startTestProvider();
  const answer = await call('/jwks/history');
  expect(answer.status).toBe(404);
  expect(answer.json).toMatchObject({ code: 'not_found', detail: expect.stringContaining('records') });
  expect((await call('/.well-known/openid-configuration')).text).not.toContain('historical');
});

test('the series rotates like any other, and its own former keys are in the history', async () => {
  const { clock, ring, kidOf, read } = await start();
  const before = await kidOf('active', 'records');
  await clock.advanceSeconds(36);
  await ring.verbs.rotate('records', 'operator');
  await clock.advanceSeconds(76);
  const { header, keys } = await read();
  expect(header.kid).toBe(await kidOf('active', 'records'));
  expect(keys.map(({ kid }) => kid)).toContain(before);
});

test('who asks does not make anything be signed', async () => {
  const { call, clock, ring, kidOf, revoke } = await start();
  const ask = async () => (await call('/jwks/history')).text;
  const first = await ask();
  expect(new Set(await Promise.all(Array.from({ length: 20 }, ask)))).toEqual(new Set([first]));
  await clock.advanceSeconds(299 - (START_SECONDS % 300));
  expect(await ask()).toBe(first);
  await clock.advanceSeconds(1);
  const second = await ask();
  expect(second).not.toBe(first);
  await revoke(await kidOf('standby'), 'superseded');
  expect(await ask()).not.toBe(second);
  await ring.verbs.prepare('ES256', 'operator');
});

test('it passes for no token: not at a relying party, not at the issuer', async () => {
  const { call, clock, ring } = await start();
  const history = (await call('/jwks/history')).text;
  const { keys } = (await ring.servable()).keySet;
  for (const profile of ['accessToken', 'idToken', 'anyJwt'] as const) {
    const trusted = { issuer: ring.issuer, audience: null, profile, discovery: { jwks: { keys } } };
    const verifier = createVerifier({ issuers: [trusted], clock });
    await expect(verifier.verify(history), profile).rejects.toMatchObject({ code: 'typ_not_allowed' });
  }
  const introspected = await call('/introspect', tokenRequest({ token: history }));
  expect(introspected.json).toEqual({ active: false });
});

test('its series signs nothing else', async () => {
  const { provider } = await start();
  const user = { sub: 'alice', client_id: 'app', aud: 'https://api.example' };
  await expect(provider.issuer().sign(user, { series: 'records' })).rejects.toMatchObject({
    code: 'series_reserved',
  });
});
