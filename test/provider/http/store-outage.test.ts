import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { breakable } from './broken-store.js';
import { START_SECONDS, startTestProvider, tokenRequest } from './test-provider.js';

async function startBreakable() {
  const clock = new VirtualClock(START_SECONDS);
  const store = breakable(createMemoryRingStore(clock));
  const started = await startTestProvider({}, { ringStore: store, createRing: true, clock });
  return { ...started, clock, store };
}

test('a key set too old to serve is an error that no cache keeps (I15)', async () => {
  const { call, clock, store } = await startBreakable();
  expect((await call('/jwks')).status).toBe(200);
  store.broken = true;
  await clock.advanceSeconds(5);
  for (const path of ['/jwks', '/.well-known/jwks.json', '/.well-known/openid-configuration']) {
    const answer = await call(path);
    expect(answer.status).toBe(503);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    expect(answer.headers.etag).toBeUndefined();
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.json).toMatchObject({ code: 'jwks_too_old', status: 503 });
  }
});

test('no token is signed past the lease, and the caller is told to come again (I5)', async () => {
  const { call, clock, store } = await startBreakable();
  expect((await call('/token', tokenRequest())).status).toBe(200);
  store.broken = true;
  await clock.advanceSeconds(5);
  const answer = await call('/token', tokenRequest());
  expect(answer.status).toBe(503);
  expect(answer.json).toEqual({ error: 'temporarily_unavailable', error_description: expect.any(String) });
  expect(answer.headers['retry-after']).toMatch(/^\d+$/);
  expect((await call('/health/ready')).status).toBe(503);
  expect((await call('/health/live')).status).toBe(200);
  store.broken = false;
  expect((await call('/token', tokenRequest())).status).toBe(200);
  expect((await call('/health/ready')).status).toBe(200);
});
