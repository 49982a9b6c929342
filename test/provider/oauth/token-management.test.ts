import { createVerifier } from '@keyturn/relying-party';
import { expect, test } from 'vitest';
import { metadata } from '../../../provider/http/discovery.js';
import { issuerPaths } from '../../../provider/http/issuer-paths.js';
import { describeToken } from '../../../provider/oauth/introspection-endpoint.js';
import { handedOut } from '../http/seen.js';
import {
  basicAuthorization,
  type CallOptions,
  START_SECONDS,
  startTestProvider,
  stored,
  testConfiguration,
  tokenRequest,
} from '../http/test-provider.js';

const API = 'https://api.example';
const clients = [
  ...(testConfiguration.clients ?? []),
  { clientId: 'api', secrets: [stored(handedOut.clientSecret)], audiences: [], introspects: [API] },
  { clientId: 'poster', secrets: [stored(handedOut.clientSecret)], audiences: [API], secretInBody: true },
];

const form = (
  clientId: string,
  parameters: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): CallOptions => ({
  method: 'POST',
  headers: {
    authorization: basicAuthorization(clientId, handedOut.clientSecret),
    'content-type': 'application/x-www-form-urlencoded',
    ...headers,
  },
  body: new URLSearchParams(parameters).toString(),
});

async function start() {
  const started = await startTestProvider({ clients });
  const { call } = started;
  const issue = async (parameters: Readonly<Record<string, string>> = {}) =>
    String((await call('/token', tokenRequest(parameters))).json.access_token);
  const introspect = (token: string, headers: Readonly<Record<string, string>> = {}) =>
    call('/introspect', form('api', { token }, headers));
  const revoke = (token: string, clientId = 'reader & co') => call('/revoke', form(clientId, { token }));
  return { ...started, issue, introspect, revoke };
}

test('of a token for who asks, introspection tells its claims (RFC 7662 section 2.2)', async () => {
  const { issue, introspect } = await start();
  const answer = await introspect(await issue());
  expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  expect(answer.json).toEqual({
    active: true,
    token_type: 'Bearer',
    iss: 'http://localhost:4000',
    sub: 'reader & co',
    client_id: 'reader & co',
    aud: API,
    scope: 'read write',
    iat: START_SECONDS,
    exp: START_SECONDS + 60,
    jti: expect.any(String),
  });
});

test('of any other token it tells that it is not active, and nothing else (section 4)', async () => {
  const { issue, introspect, clock, provider } = await start();
  const good = await issue();
  const others = [
    await issue({ resource: 'https://other.example' }),
    `${good.slice(0, -4)}AAAA`,
    good.replace(/^[^.]+/, Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')),
    'x',
    'a.b.c',
    (await provider.issuer().sign({ aud: API }, { typ: 'example+jwt' })).token,
  ];
  for (const token of others) expect((await introspect(token)).json).toEqual({ active: false });
  await clock.advanceSeconds(59);
  expect((await introspect(good)).json.active).toBe(true);
  await clock.advanceSeconds(1);
  expect((await introspect(good)).json).toEqual({ active: false });
});

test('a revoked key takes its tokens with it at once', async () => {
  const { issue, introspect, provider } = await start();
  const token = await issue();
  const { ring } = provider.issuer();
  const { kid } = await ring.signing();
  await ring.verbs.revoke({ kid, replaceWith: 'fresh', reason: 'stolen' }, 'operator');
  expect((await introspect(token)).json).toEqual({ active: false });
});

test('a claim cannot make a token look active or of another kind', () => {
  const claims = { aud: API, active: false, token_type: 'N_A' };
  expect(describeToken({ outcome: 'active', claims }, [API])).toMatchObject({
    active: true,
    token_type: 'Bearer',
  });
  expect(describeToken({ outcome: 'active', claims: { ...claims, active: true } }, ['https://x'])).toEqual({
    active: false,
  });
  expect(describeToken({ outcome: 'active', claims: { aud: [API, 'https://y'] } }, [API]).active).toBe(true);
});

test('who asks for it by Accept gets the answer as a JWT (RFC 9701 section 5)', async () => {
  const { issue, introspect, provider, clock } = await start();
  const token = await issue();
  const accept = { accept: 'application/token-introspection+jwt' };
  const answer = await introspect(token, accept);
  expect([answer.status, answer.headers['content-type'], answer.headers.vary]).toEqual([
    200,
    'application/token-introspection+jwt',
    'Accept',
  ]);
  const { keySet } = await provider.issuer().ring.servable();
  const [header, claims] = answer.text
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  expect(header).toMatchObject({ typ: 'token-introspection+jwt', kid: expect.any(String) });
  expect(keySet.keys.map(({ kid }) => kid)).toContain(header.kid);
  expect(claims).toEqual({
    iss: 'http://localhost:4000',
    aud: 'api',
    iat: START_SECONDS,
    token_introspection: expect.objectContaining({ active: true, aud: API, sub: 'reader & co' }),
  });
  // It opens nothing: no verifier takes it for a token.
  const verifier = createVerifier({
    issuers: [
      { issuer: 'http://localhost:4000', audience: 'api', profile: 'anyJwt', discovery: { jwks: keySet } },
    ],
    clock,
  });
  await expect(verifier.verify(answer.text)).rejects.toMatchObject({ code: 'typ_not_allowed' });
  const inactive = await introspect('x', accept);
  const payload = JSON.parse(Buffer.from(inactive.text.split('.')[1] ?? '', 'base64url').toString());
  expect(payload.token_introspection).toEqual({ active: false });
  for (const plain of ['*/*', 'application/json', 'text/html'])
    expect((await introspect(token, { accept: plain })).json.active).toBe(true);
});

test('a client ends a token of its own: introspection knows at once, until its end and no longer', async () => {
  const { issue, introspect, revoke, clock, seen } = await start();
  const [token, other] = [await issue(), await issue()];
  const ended = await revoke(token);
  expect([ended.status, ended.text]).toEqual([200, '']);
  expect((await introspect(token)).json).toEqual({ active: false });
  expect((await introspect(other)).json.active).toBe(true);
  expect((await revoke(token)).status).toBe(200);
  await clock.advanceSeconds(59);
  expect((await introspect(token)).json).toEqual({ active: false });
  // For a denylist: the one way to those who verify by themselves.
  expect(seen.logLines.filter((line) => line.includes('"token.revoked"'))).toHaveLength(1);
});

test('what is no token of anybody is ended already (RFC 7009 section 2.2)', async () => {
  const { issue, revoke, clock } = await start();
  const token = await issue();
  await clock.advanceSeconds(61);
  for (const each of ['x', 'a.b.c', token]) expect((await revoke(each)).status).toBe(200);
});

test('a token of another client is not ended', async () => {
  const { issue, introspect, revoke } = await start();
  const token = await issue();
  const answer = await revoke(token, 'poster');
  expect([answer.status, answer.json.error]).toEqual([400, 'unauthorized_client']);
  expect((await introspect(token)).json.active).toBe(true);
});

test('what goes on counting is refused instead of a 200 that says otherwise', async () => {
  const { revoke, provider } = await start();
  const { token } = await provider.issuer().sign({ client_id: 'reader & co' }, { typ: 'jwc-inner+jwt' });
  const ofReplica = [{ alg: 'ES256', typ: 'at+jwt', x5c: ['AA=='] }, { iss: 'http://localhost:4000' }, {}]
    .map((each) => Buffer.from(JSON.stringify(each)).toString('base64url'))
    .join('.');
  for (const each of [token, ofReplica])
    expect((await revoke(each)).json.error).toBe('unsupported_token_type');
});

test('a revocation that cannot be remembered is not confirmed', async () => {
  const { issue, revoke, introspect } = await start();
  const tokens = await Promise.all([issue(), issue()]);
  expect(tokens).toHaveLength(2);
  const { createOwnTokens } = await import('../../../provider/oauth/own-tokens.js');
  const { StoreError } = await import('../../../provider/stores/ring-store.js');
  const { provider, clock } = await startTestProvider();
  const full = {
    get: async () => undefined,
    addIfAbsent: () => Promise.reject(new StoreError('store_unavailable', 'full')),
  };
  const own = createOwnTokens(provider.issuer().ring, full, clock);
  await expect(own.revoke({ jti: 'j', exp: START_SECONDS + 60 })).rejects.toMatchObject({
    code: 'store_unavailable',
  });
  expect((await revoke(tokens[0])).status).toBe(200);
  expect((await introspect(tokens[1])).json.active).toBe(true);
});

test.each(['/introspect', '/revoke'])('%s is closed without a client’s credential', async (path) => {
  const { call, issue, introspect } = await start();
  const token = await issue();
  const nobody = await call(path, form('api', { token }, { authorization: '' }));
  const wrong = await call(path, form('api', { token }, { authorization: basicAuthorization('api', 'x') }));
  const bearer = await call(path, form('api', { token }, { authorization: `Bearer ${token}` }));
  for (const answer of [nobody, wrong, bearer])
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
  expect((await introspect(token)).json.active).toBe(true);
});

test.each(['/introspect', '/revoke'])('%s takes one token, in the body, by POST', async (path) => {
  const { call } = await start();
  expect((await call(path)).status).toBe(405);
  const inUrl = await call(`${path}?token=x`, form('api', { token: 'x' }));
  const none = await call(path, form('api', {}));
  const two = await call(path, { ...form('api', {}), body: 'token=x&token=y' });
  const json = await call(path, form('api', { token: 'x' }, { 'content-type': 'application/json' }));
  const large = await call(path, form('api', { token: 'x'.repeat(17_000) }));
  for (const answer of [inUrl, none, two, json]) expect(answer.json.error).toBe('invalid_request');
  expect([large.status, large.json.error]).toEqual([413, 'invalid_request']);
});

test('who is not named for a resource introspects nothing', async () => {
  const { call, issue } = await start();
  const answer = await call('/introspect', form('reader & co', { token: await issue() }));
  expect([answer.status, answer.json.error]).toEqual([400, 'unauthorized_client']);
});

test('the metadata names both endpoints, and how to come in', async () => {
  const { call } = await start();
  const document = (await call('/.well-known/openid-configuration')).json;
  const methods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];
  expect(document).toMatchObject({
    introspection_endpoint: 'http://localhost:4000/introspect',
    introspection_endpoint_auth_methods_supported: methods,
    introspection_signing_alg_values_supported: ['ES256'],
    revocation_endpoint: 'http://localhost:4000/revoke',
    revocation_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_methods_supported: methods,
  });
  const paths = issuerPaths('https://issuer.example/a');
  expect(metadata('https://issuer.example/a', paths, ['ES256'], [])).toMatchObject({
    introspection_endpoint: 'https://issuer.example/a/introspect',
  });
});

const inBody = (parameters: Readonly<Record<string, string>>): CallOptions => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ grant_type: 'client_credentials', ...parameters }).toString(),
});

test('client_secret_post is for clients that are named for it, and one answer for all others', async () => {
  const { call } = await start();
  const client_secret = handedOut.clientSecret;
  expect((await call('/token', inBody({ client_id: 'poster', client_secret }))).status).toBe(200);
  const refused = await Promise.all(
    [
      { client_id: 'poster', client_secret: 'wrong' },
      { client_id: 'reader & co', client_secret },
      { client_id: 'nobody', client_secret },
      { client_id: '__proto__', client_secret },
    ].map((parameters) => call('/token', inBody(parameters))),
  );
  for (const answer of refused) {
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
    expect(answer.text).toBe(refused[0]?.text);
  }
  expect((await call('/token', inBody({ client_secret }))).json.error).toBe('invalid_request');
});

test('a secret in the body beside another method is refused', async () => {
  const { call } = await start();
  const answer = await call('/token', tokenRequest({ client_secret: handedOut.clientSecret }));
  expect([answer.status, answer.json.error]).toEqual([400, 'invalid_request']);
});
