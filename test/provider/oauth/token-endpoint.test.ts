import { createVerifier } from '@keyturn/relying-party';
import { expect, test } from 'vitest';
import { START_SECONDS, startTestProvider, tokenRequest } from '../http/test-provider.js';

const decode = (token: string) =>
  token
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));

test('issues an access token of RFC 9068 whose header carries the epoch', async () => {
  const { call } = await startTestProvider();
  const answer = await call('/token', tokenRequest());
  expect(answer.status).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.json).toEqual({
    access_token: expect.any(String),
    token_type: 'Bearer',
    expires_in: 60,
    scope: 'read write',
  });
  const [header, claims] = decode(String(answer.json.access_token));
  const { keys, keyturn_epoch } = (await call('/jwks')).json;
  expect(keys).toContainEqual(expect.objectContaining({ kid: header.kid }));
  expect(header).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: expect.any(String), keyturn_epoch });
  expect(claims).toEqual({
    iss: 'http://localhost:4000',
    sub: 'reader & co',
    client_id: 'reader & co',
    aud: 'https://api.example',
    iat: START_SECONDS,
    exp: START_SECONDS + 60,
    jti: expect.stringMatching(/^[\w-]{22}$/),
    scope: 'read write',
  });
});

test('our own relying party accepts it', async () => {
  const { call, clock } = await startTestProvider();
  const { access_token } = (await call('/token', tokenRequest())).json;
  const jwks = JSON.parse((await call('/jwks')).text);
  const verifier = createVerifier({
    issuers: [{ issuer: 'http://localhost:4000', audience: 'https://api.example', discovery: { jwks } }],
    clock,
  });
  const verified = await verifier.verify(String(access_token));
  expect(verified.claims.client_id).toBe('reader & co');
});

test('every token has an id of its own', async () => {
  const { call } = await startTestProvider();
  const ids = await Promise.all(
    [1, 2, 3].map(
      async () => decode(String((await call('/token', tokenRequest())).json.access_token))[1].jti,
    ),
  );
  expect(new Set(ids).size).toBe(3);
});

test('a token lives as long as the client says, and never longer than the series allows', async () => {
  const lifetimeOf = async (tokenLifetimeSeconds: number | string) => {
    const [client] = (await import('../http/test-provider.js')).testConfiguration.clients ?? [];
    const clients = client === undefined ? [] : [{ ...client, tokenLifetimeSeconds }];
    const { call } = await startTestProvider({ clients });
    const { expires_in, access_token } = (await call('/token', tokenRequest())).json;
    const [, { iat, exp }] = decode(String(access_token));
    expect(exp - iat).toBe(expires_in);
    return expires_in;
  };
  expect(await lifetimeOf(20)).toBe(20);
  expect(await lifetimeOf('PT1H')).toBe(60);
});

test.each([
  [{ scope: 'read' }, 200, 'read'],
  [{ scope: 'write read write' }, 200, 'write read'],
  [{ scope: '' }, 200, 'read write'],
  [{ scope: 'admin' }, 400, 'invalid_scope'],
  [{ scope: 'read admin' }, 400, 'invalid_scope'],
  [{ scope: 'read  write' }, 400, 'invalid_scope'],
  [{ scope: 'read\u0000' }, 400, 'invalid_scope'],
  [{ scope: '"read"' }, 400, 'invalid_scope'],
])('the scope of %j', async (parameters, status, expected) => {
  const { call } = await startTestProvider();
  const answer = await call('/token', tokenRequest(parameters));
  expect(answer.status).toBe(status);
  expect(status === 200 ? answer.json.scope : answer.json.error).toBe(expected);
});

test.each([
  [{}, 'https://api.example'],
  [{ resource: 'https://other.example' }, 'https://other.example'],
  [{ audience: 'https://other.example' }, 'https://other.example'],
  [{ audience: 'https://other.example', resource: 'https://other.example' }, 'https://other.example'],
])('the audience for %j', async (parameters, audience) => {
  const { call } = await startTestProvider();
  const { access_token } = (await call('/token', tokenRequest(parameters))).json;
  expect(decode(String(access_token))[1].aud).toBe(audience);
});

test.each([
  { resource: 'https://bank.example' },
  { audience: 'https://bank.example' },
  { resource: 'https://api.example', audience: 'https://other.example' },
])('the audience %j is refused', async (parameters) => {
  const { call } = await startTestProvider();
  const answer = await call('/token', tokenRequest(parameters));
  expect([answer.status, answer.json.error]).toEqual([400, 'invalid_target']);
});

test('a client for which no audience is configured may have no tokens', async () => {
  const [client] = (await import('../http/test-provider.js')).testConfiguration.clients ?? [];
  const reader = client && { ...client, audiences: [], introspects: ['https://api.example'] };
  const { call } = await startTestProvider({ clients: reader === undefined ? [] : [reader] });
  for (const parameters of [{}, { resource: 'https://api.example' }]) {
    const answer = await call('/token', tokenRequest(parameters));
    expect([answer.status, answer.json.error]).toEqual([400, 'unauthorized_client']);
  }
});

test('a series may be the client’s own', async () => {
  const { testConfiguration } = await import('../http/test-provider.js');
  const [client] = testConfiguration.clients ?? [];
  const { call } = await startTestProvider({
    rotation: { profile: 'dev', series: [{ alg: 'ES256' }, { alg: 'EdDSA', name: 'edge' }] },
    clients: client === undefined ? [] : [{ ...client, series: 'edge' }],
  });
  const { access_token } = (await call('/token', tokenRequest())).json;
  expect(decode(String(access_token))[0].alg).toBe('EdDSA');
});
