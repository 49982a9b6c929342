import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createMemoryRingStore } from '../../../provider/stores/memory-ring-store.js';
import { breakable } from './broken-store.js';
import { cronRequest, START_SECONDS, startTestProvider } from './test-provider.js';

test('ready means that it may sign', async () => {
  const { call } = await startTestProvider();
  const answer = await call('/health/ready');
  expect(answer.status).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  expect(answer.json).toEqual({
    status: 'ready',
    issuers: [
      {
        issuer: 'http://localhost:4000',
        status: 'ok',
        maySign: true,
        reasons: [],
        watchdog: { lastTickAgeSeconds: 0, activeKeys: [{ series: 'ES256', ageSeconds: 0 }] },
        schedule: { everySeconds: null, consecutiveFailures: 0 },
      },
    ],
  });
});

test('a schedule that stands still shows, and does not stop what may sign', async () => {
  const { call, clock } = await startTestProvider();
  await clock.advanceSeconds(10);
  const answer = await call('/health/ready');
  expect(answer.status).toBe(200);
  expect(answer.json.issuers).toEqual([
    expect.objectContaining({ reasons: [expect.objectContaining({ code: 'tick_overdue' })] }),
  ]);
});

test('what is overdue turns health red and leaves ready green, until it is made up for (O4)', async () => {
  const { call, clock } = await startTestProvider();
  expect((await call('/health')).json.status).toBe('ok');
  await clock.advanceSeconds(2);
  await call('/health/ready');
  expect((await call('/health')).status).toBe(200);
  await clock.advanceSeconds(400);
  expect((await call('/health/ready')).status).toBe(200);
  const red = await call('/health');
  expect([red.status, red.headers['cache-control'], red.json.status]).toEqual([503, 'no-store', 'overdue']);
  expect(red.json.issuers).toEqual([
    expect.objectContaining({
      status: 'overdue',
      maySign: true,
      reasons: [
        expect.objectContaining({ code: 'tick_overdue' }),
        expect.objectContaining({ code: 'key_over_age', series: 'ES256' }),
      ],
      watchdog: { lastTickAgeSeconds: 402, activeKeys: [{ series: 'ES256', ageSeconds: 402 }] },
    }),
  ]);
  await call('/cron/tick', cronRequest());
  const green = await call('/health');
  expect([green.status, green.json.status]).toEqual([200, 'ok']);
  expect((await call('/health', { method: 'HEAD' })).status).toBe(200);
});

test('a ring that cannot be read fails health and ready alike', async () => {
  const clock = new VirtualClock(START_SECONDS);
  const store = breakable(createMemoryRingStore(clock));
  const { call } = await startTestProvider({}, { ringStore: store, createRing: true, clock });
  expect((await call('/health')).status).toBe(200);
  store.broken = true;
  await clock.advanceSeconds(5);
  const answer = await call('/health');
  expect([answer.status, answer.json.status]).toEqual([503, 'failing']);
  expect((await call('/health/ready')).status).toBe(503);
});

test('live asks for nothing', async () => {
  const { call } = await startTestProvider();
  expect((await call('/health/live')).json).toEqual({ status: 'live' });
  expect((await call('/health/live', { method: 'HEAD' })).status).toBe(200);
  expect((await call('/health/live', { method: 'POST' })).status).toBe(405);
});
