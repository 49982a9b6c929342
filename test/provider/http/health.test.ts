import { expect, test } from 'vitest';
import { startTestProvider } from './test-provider.js';

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
        maySign: true,
        reasons: [],
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

test('live asks for nothing', async () => {
  const { call } = await startTestProvider();
  expect((await call('/health/live')).json).toEqual({ status: 'live' });
  expect((await call('/health/live', { method: 'HEAD' })).status).toBe(200);
  expect((await call('/health/live', { method: 'POST' })).status).toBe(405);
});
