import { metadataUrl } from '@keyturn/shared/discovery-document';
import { expect, test } from 'vitest';
import { startTestProvider } from './test-provider.js';

const pathOf = (url: string) => new URL(url).pathname;

test.each([
  'http://localhost:4000',
  'http://localhost:4000/tenants/one',
  'http://localhost:4000/tenants/one/',
])('both forms name %s exactly, and addresses under its path', async (issuer) => {
  const { call } = await startTestProvider({ issuer });
  const openId = await call(pathOf(metadataUrl(issuer, 'openid')));
  const oauth = await call(pathOf(metadataUrl(issuer, 'rfc8414')));
  expect(openId.status).toBe(200);
  expect(oauth.text).toBe(openId.text);
  const base = issuer.replace(/\/$/, '');
  const methods = ['client_secret_basic', 'private_key_jwt'];
  const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'Ed25519', 'EdDSA'];
  expect(openId.json).toEqual({
    issuer,
    jwks_uri: `${base}/jwks`,
    token_endpoint: `${base}/token`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: ['none'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    introspection_endpoint: `${base}/introspect`,
    introspection_signing_alg_values_supported: ['ES256'],
    revocation_endpoint: `${base}/revoke`,
    token_endpoint_auth_methods_supported: methods,
    token_endpoint_auth_signing_alg_values_supported: algorithms,
    introspection_endpoint_auth_methods_supported: methods,
    introspection_endpoint_auth_signing_alg_values_supported: algorithms,
    revocation_endpoint_auth_methods_supported: methods,
    revocation_endpoint_auth_signing_alg_values_supported: algorithms,
  });
  expect((await call(pathOf(String(openId.json.jwks_uri)))).status).toBe(200);
});

test('an issuer with a path has nothing at the root', async () => {
  const { call } = await startTestProvider({ issuer: 'http://localhost:4000/tenant' });
  for (const path of [
    '/jwks',
    '/token',
    '/.well-known/openid-configuration',
    '/tenant/',
    '/Tenant/jwks',
    '/tenant/jwks/',
  ]) {
    const answer = await call(path);
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ code: 'not_found' });
  }
});

test('a path with characters of patterns is only itself', async () => {
  const { call } = await startTestProvider({ issuer: 'http://localhost:4000/a+(b)*.c' });
  expect((await call('/a+(b)*.c/jwks')).status).toBe(200);
  expect((await call('/aab/jwks')).status).toBe(404);
});

test('the Host header decides nothing', async () => {
  const { call } = await startTestProvider();
  const answer = await call('/.well-known/openid-configuration', { headers: { host: 'evil.example' } });
  expect(answer.json.issuer).toBe('http://localhost:4000');
  expect(answer.text).not.toContain('evil');
});

test('may be cached for as long as the key set, and answers 304', async () => {
  const { call } = await startTestProvider();
  const { headers } = await call('/.well-known/openid-configuration');
  expect(headers['content-type']).toBe('application/json');
  expect(headers['cache-control']).toBe('public, max-age=5');
  expect(headers['access-control-allow-origin']).toBe('*');
  const again = await call('/.well-known/openid-configuration', {
    headers: { 'if-none-match': String(headers.etag) },
  });
  expect([again.status, again.text]).toEqual([304, '']);
  const head = await call('/.well-known/openid-configuration', { method: 'HEAD' });
  expect([head.status, head.text, head.headers.etag]).toEqual([200, '', headers.etag]);
});

test('without RS256 the OpenID form is served only by name (OpenID Connect Discovery 3)', async () => {
  const { call } = await startTestProvider({ discovery: {} });
  const refused = await call('/.well-known/openid-configuration');
  expect(refused.status).toBe(404);
  expect(refused.json.detail).toContain('/.well-known/oauth-authorization-server');
  expect((await call('/.well-known/oauth-authorization-server')).status).toBe(200);
});

test('an RS256 series needs no such name', async () => {
  const { call } = await startTestProvider({
    discovery: {},
    rotation: { profile: 'dev', series: [{ alg: 'RS256' }, { alg: 'EdDSA' }] },
  });
  const answer = await call('/.well-known/openid-configuration');
  expect(answer.json.id_token_signing_alg_values_supported).toEqual(['RS256', 'EdDSA']);
});
