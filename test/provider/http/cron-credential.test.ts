import { expect, test } from 'vitest';
import { handedOut } from './seen.js';
import { basicAuthorization, cronRequest, startTestProvider, stored } from './test-provider.js';

const endpoints = ['/cron/tick', '/cron/rotate', '/cron/drills/planned-rotation', '/cron/drills/stop'];

test.each(endpoints)('%s is closed without its credential (provider-11, provider-12)', async (path) => {
  const { call } = await startTestProvider();
  const missing = await call(path, { method: 'POST' });
  expect([missing.status, missing.json.code]).toEqual([401, 'credential_missing']);
  expect(missing.headers['www-authenticate']).toBe('Bearer realm="keyturn cron"');
  const others = [
    `Bearer ${handedOut.cronCredential}x`,
    'Bearer guessed',
    `Bearer ${'A'.repeat(4000)}`,
    basicAuthorization('reader & co', handedOut.clientSecret),
  ];
  for (const authorization of others) {
    const wrong = await call(path, { method: 'POST', headers: { authorization } });
    expect(wrong.status).toBe(401);
    expect(wrong.headers['www-authenticate']).toMatch(/^Bearer /);
  }
});

test('a client’s access token opens no cron endpoint', async () => {
  const { call, provider } = await startTestProvider();
  const { token } = await provider.issuer().sign({ aud: 'us', sub: 'reader', client_id: 'reader' });
  const answer = await call('/cron/tick', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  expect([answer.status, answer.json.code]).toEqual([401, 'credential_wrong']);
});

test('a credential in the URL or in the body counts for nothing (provider-15)', async () => {
  const { call } = await startTestProvider();
  const { cronCredential } = handedOut;
  const inUrl = await call(`/cron/tick?access_token=${cronCredential}`, { method: 'POST' });
  expect(inUrl.status).toBe(401);
  const inForm = await call('/cron/tick', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `access_token=${cronCredential}`,
  });
  expect(inForm.status).toBe(401);
});

test.each(endpoints)('no GET changes anything: %s (provider-14)', async (path) => {
  const { call, clock } = await startTestProvider();
  await clock.advanceSeconds(301);
  const before = await call('/jwks');
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
    const { headers } = cronRequest();
    const answer = await call(path, { method, ...(headers === undefined ? {} : { headers }) });
    expect(answer.status).toBe(method === 'OPTIONS' ? 200 : 405);
    expect(answer.headers.allow).toBe('POST');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  }
  expect((await call('/jwks')).text).toBe(before.text);
});

test('two credentials are valid at once, so that they turn', async () => {
  const credentials = [stored(handedOut.cronCredential), stored('the-next-credential')];
  const { call } = await startTestProvider({ cron: { credentials, schedule: false } });
  for (const credential of [handedOut.cronCredential, 'the-next-credential']) {
    const headers = { authorization: `Bearer ${credential}` };
    expect((await call('/cron/tick', { method: 'POST', headers })).status).toBe(200);
  }
});

test('a provider without credentials is closed to all', async () => {
  const { call } = await startTestProvider({ cron: { schedule: false } });
  expect((await call('/cron/tick', cronRequest())).status).toBe(401);
});
