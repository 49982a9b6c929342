import { expect, test } from 'vitest';
import { cronRequest, START_SECONDS, startTestProvider } from './test-provider.js';

test('serves the set of public keys with its epoch, at both addresses', async () => {
  const { call } = await startTestProvider();
  const answer = await call('/jwks');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/jwk-set+json');
  expect(answer.json).toEqual({
    keys: [0, 1].map(() => ({
      kty: 'EC',
      crv: 'P-256',
      x: expect.any(String),
      y: expect.any(String),
      kid: expect.stringMatching(/^[\w-]{43}$/),
      alg: 'ES256',
      use: 'sig',
    })),
    keyturn_epoch: expect.any(Number),
  });
  expect((await call('/.well-known/jwks.json')).text).toBe(answer.text);
});

test('tells caches what the policy says, and dates the copy', async () => {
  const { call } = await startTestProvider();
  const { headers } = await call('/jwks');
  expect(headers['cache-control']).toBe('public, max-age=5, stale-if-error=0');
  expect(headers['cdn-cache-control']).toBe('public, max-age=5');
  expect(headers['last-modified']).toBe(new Date((START_SECONDS - 1) * 1000).toUTCString());
  expect(headers.etag).toMatch(/^"\d+-[\w-]{27}"$/);
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('HEAD answers as GET does, without the body', async () => {
  const { call } = await startTestProvider();
  const get = await call('/jwks');
  const head = await call('/jwks', { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(head.text).toBe('');
  for (const name of ['content-type', 'content-length', 'etag', 'last-modified', 'cache-control'])
    expect(head.headers[name]).toBe(get.headers[name]);
});

test('a copy that is current gets 304, also from a client that says no-cache', async () => {
  const { call } = await startTestProvider();
  const { headers } = await call('/jwks');
  const etag = String(headers.etag);
  for (const method of ['GET', 'HEAD'])
    for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*'])
      for (const extra of [{}, { 'cache-control': 'no-cache', pragma: 'no-cache' }]) {
        const answer = await call('/jwks', { method, headers: { 'if-none-match': tags, ...extra } });
        expect([answer.status, answer.text]).toEqual([304, '']);
        expect(answer.headers.etag).toBe(etag);
        expect(answer.headers['cache-control']).toBe(headers['cache-control']);
      }
});

test('a copy with another tag gets the set, whatever its date says', async () => {
  const { call } = await startTestProvider();
  const { headers } = await call('/jwks');
  const late = new Date((START_SECONDS + 3600) * 1000).toUTCString();
  for (const tags of ['"other"', `${String(headers.etag).slice(0, -1)}x"`, 'nonsense']) {
    const answer = await call('/jwks', { headers: { 'if-none-match': tags, 'if-modified-since': late } });
    expect(answer.status).toBe(200);
  }
});

test('a date alone decides where there is no tag', async () => {
  const { call, clock } = await startTestProvider();
  await clock.advanceSeconds(2);
  const lastModified = String((await call('/jwks')).headers['last-modified']);
  const ask = async (date: string) =>
    (await call('/jwks', { headers: { 'if-modified-since': date } })).status;
  expect(await ask(lastModified)).toBe(304);
  expect(await ask(new Date((START_SECONDS - 1) * 1000).toUTCString())).toBe(200);
  expect(await ask('yesterday')).toBe(200);
});

test('a change within the second of the last one is never hidden by a date', async () => {
  const { call, provider } = await startTestProvider();
  const lastModified = String((await call('/jwks')).headers['last-modified']);
  const [standby] = (await provider.issuer().ring.servable()).ring.series.flatMap(({ keys }) =>
    keys.filter(({ state }) => state === 'standby'),
  );
  await provider
    .issuer()
    .ring.verbs.revoke({ kid: standby?.kid ?? '', replaceWith: 'standby', reason: 'test' }, 'operator');
  const answer = await call('/jwks', { headers: { 'if-modified-since': lastModified } });
  expect(answer.status).toBe(200);
  expect(answer.text).not.toContain(standby?.kid);
});

test('a rotation changes epoch, tag and set', async () => {
  const { call, clock } = await startTestProvider();
  const before = await call('/jwks');
  await clock.advanceSeconds(36);
  expect((await call('/cron/rotate', cronRequest())).status).toBe(200);
  const after = await call('/jwks', { headers: { 'if-none-match': String(before.headers.etag) } });
  expect(after.status).toBe(200);
  expect(Number(after.json.keyturn_epoch)).toBeGreaterThan(Number(before.json.keyturn_epoch));
  expect(after.headers.etag).not.toBe(before.headers.etag);
  expect(after.json.keys).toHaveLength(3);
});

test('a key leaves the set when the set is read, though nobody ticks', async () => {
  const { call, clock } = await startTestProvider();
  await clock.advanceSeconds(36);
  const rotated = await call('/cron/rotate', cronRequest());
  expect(rotated.status).toBe(200);
  const before = await call('/jwks');
  await clock.advanceSeconds(76);
  const after = await call('/jwks');
  expect(after.json.keys).toHaveLength(2);
  expect(Number(after.json.keyturn_epoch)).toBeGreaterThan(Number(before.json.keyturn_epoch));
});

test('any page may read it', async () => {
  const { call } = await startTestProvider();
  expect((await call('/jwks')).headers['access-control-allow-origin']).toBe('*');
  const preflight = await call('/jwks', {
    method: 'OPTIONS',
    headers: { origin: 'https://page.example', 'access-control-request-headers': 'if-none-match' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers['access-control-allow-headers']).toContain('If-None-Match');
});

test('nothing changes it: other methods are not allowed', async () => {
  const { call } = await startTestProvider();
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const answer = await call('/jwks', { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('HEAD, GET, OPTIONS');
    expect(answer.json).toMatchObject({ code: 'method_not_allowed', status: 405 });
  }
});
