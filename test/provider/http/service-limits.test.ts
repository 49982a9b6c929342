import { expect, test } from 'vitest';
import { createRateLimit } from '../../../provider/http/rate-limits.js';
import { securityHeaders } from '../../../provider/http/security-headers.js';
import { sendRaw } from './send-raw.js';
import { cronRequest, sendRequest, startTestProvider, tokenRequest } from './test-provider.js';

const rateLimits = { tokenRequestsPerMinute: 2, cronRequestsPerMinute: 1 };
const proxy = { from: ['127.0.0.1'] };

test('more token requests of one address than configured: 429 with Retry-After, in the form of the endpoint', async () => {
  const { call } = await startTestProvider({ rateLimits });
  const first = await Promise.all([call('/token', tokenRequest()), call('/introspect', tokenRequest())]);
  expect(first.map(({ status }) => status)).not.toContain(429);
  for (const path of ['/token', '/introspect', '/revoke']) {
    const refused = await call(path, tokenRequest());
    expect([refused.status, refused.json.error]).toEqual([429, 'temporarily_unavailable']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  }
  expect((await call('/jwks')).status).toBe(200);
});

test('guesses at the cron credential are counted apart, right ones too', async () => {
  const { call } = await startTestProvider({ rateLimits });
  expect((await call('/cron/tick', cronRequest({ authorization: 'Bearer guess' }))).status).toBe(401);
  const refused = await call('/cron/tick', cronRequest());
  expect([refused.status, refused.json.code]).toEqual([429, 'rate_limited']);
  expect((await call('/token', tokenRequest())).status).toBe(200);
});

test('each address behind a known proxy has its own count; a forged one changes nothing', async () => {
  const { call } = await startTestProvider({ rateLimits, proxy });
  const from = (address: string) => call('/cron/tick', cronRequest({ 'x-forwarded-for': address }));
  expect((await from('203.0.113.1')).status).toBe(200);
  expect((await from('203.0.113.2')).status).toBe(200);
  expect((await from('6.6.6.6, 203.0.113.1')).status).toBe(429);
});

test('without a proxy by name nobody’s word on addresses counts', async () => {
  const { call } = await startTestProvider({ rateLimits });
  const from = (address: string) => call('/cron/tick', cronRequest({ 'x-forwarded-for': address }));
  expect([(await from('203.0.113.1')).status, (await from('203.0.113.2')).status]).toEqual([200, 429]);
});

test('one IPv6 subscriber is one address', async () => {
  const limit = createRateLimit(1);
  await limit('2001:db8::1');
  await expect(limit('2001:db8::2')).rejects.toMatchObject({ code: 'rate_limited' });
  await expect(limit('2001:db8:0:1::1')).resolves.toBeUndefined();
});

const lowerCase = Object.fromEntries(
  Object.entries(securityHeaders).map(([name, value]) => [name.toLowerCase(), value]),
);

test.each(['/health/live', '/nowhere', '/cron/tick', `/${'x'.repeat(3000)}`])(
  'every answer carries the security headers: %s',
  async (path) => {
    const { call } = await startTestProvider();
    const { headers } = await call(path);
    expect(headers).toMatchObject(lowerCase);
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
  },
);

test('a token too, and a public document but for what pages need', async () => {
  const { call } = await startTestProvider();
  expect((await call('/token', tokenRequest())).headers).toMatchObject(lowerCase);
  expect((await call('/jwks')).headers).toMatchObject({
    ...lowerCase,
    'cross-origin-resource-policy': 'cross-origin',
  });
});

test('a 304 carries what the copy needs and no more: the copy has the rest', async () => {
  const { call } = await startTestProvider();
  const { headers } = await call('/jwks');
  const { headers: again, status } = await call('/jwks', {
    headers: { 'if-none-match': headers.etag ?? '' },
  });
  expect(status).toBe(304);
  for (const name of Object.keys(lowerCase)) expect(again).not.toHaveProperty(name);
  for (const name of ['etag', 'cache-control', 'access-control-allow-origin', 'cross-origin-resource-policy'])
    expect(again).toHaveProperty(name, headers[name]);
});

test('what is no HTTP is answered with them as well', async () => {
  const { port } = await startTestProvider();
  const answer = await sendRaw(port, 'NOT HTTP\r\n\r\n');
  for (const [name, value] of Object.entries(securityHeaders)) expect(answer).toContain(`${name}: ${value}`);
});

test('a client that a known proxy serves over https is told to stay there', async () => {
  const { call } = await startTestProvider({ proxy });
  const https = await call('/jwks', { headers: { 'x-forwarded-proto': 'https' } });
  expect(https.headers['strict-transport-security']).toBe('max-age=31536000');
  const http = await call('/jwks', { headers: { 'x-forwarded-proto': 'http' } });
  expect(http.headers).not.toHaveProperty('strict-transport-security');
});

test('what belongs to the process moves to a listener of its own', async () => {
  const { call, provider } = await startTestProvider({ management: { host: '127.0.0.1', port: 0 } });
  const listening = await provider.listen({ host: '127.0.0.1', port: 0 });
  const managementPort = listening.managementPort ?? 0;
  for (const path of ['/health/live', '/health/ready'])
    expect([(await call(path)).status, (await sendRequest(managementPort, path)).status]).toEqual([404, 200]);
  expect((await call('/cron/tick', cronRequest())).status).toBe(404);
  expect((await sendRequest(managementPort, '/cron/tick', cronRequest())).json.outcome).toBe('nothing_due');
  for (const path of ['/jwks', '/.well-known/openid-configuration', '/token'])
    expect((await sendRequest(managementPort, path)).status).toBe(404);
  expect((await call('/token', tokenRequest())).status).toBe(200);
});

test('without it there is one listener', async () => {
  const { call, provider } = await startTestProvider();
  expect((await provider.listen({ host: '127.0.0.1', port: 0 })).managementPort).toBeUndefined();
  expect((await call('/health/live')).status).toBe(200);
});
