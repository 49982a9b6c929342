import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { createIdempotency } from '../../../provider/http/idempotency.js';
import { createShortLivedState } from '../../../provider/stores/short-lived-state.js';
import { cronRequest, START_SECONDS, startTestProvider } from './test-provider.js';

const withKey = (key: string, body?: string) =>
  cronRequest(
    { 'idempotency-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body,
  );

test('the same key gets the same answer, and the ring is turned once (provider-13)', async () => {
  const { call, clock } = await startTestProvider();
  await clock.advanceSeconds(35);
  const first = await call('/cron/rotate', withKey('monday'));
  expect([first.status, first.headers['idempotency-replayed']]).toEqual([200, undefined]);
  await clock.advanceSeconds(35);
  const again = await call('/cron/rotate', withKey('monday'));
  expect([again.status, again.text]).toEqual([200, first.text]);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect((await call('/cron/rotate', withKey('tuesday'))).json.outcome).toBe('done');
});

test('a refusal is said again too, with its headers', async () => {
  const { call, clock } = await startTestProvider();
  const first = await call('/cron/rotate', withKey('early'));
  expect(first.status).toBe(409);
  await clock.advanceSeconds(40);
  const again = await call('/cron/rotate', withKey('early'));
  expect([again.status, again.text]).toEqual([409, first.text]);
  expect(again.headers['retry-after']).toBe(first.headers['retry-after']);
  expect(again.headers['content-type']).toBe('application/problem+json');
});

test('an answer is forgotten after an hour', async () => {
  const { call, clock } = await startTestProvider();
  await call('/cron/rotate', withKey('early'));
  await clock.advanceSeconds(3601);
  expect((await call('/cron/rotate', withKey('early'))).json.outcome).toBe('done');
});

test('another body or another endpoint under the key is refused', async () => {
  const { call } = await startTestProvider();
  expect((await call('/cron/tick', withKey('k', '{}'))).status).toBe(200);
  const body = await call('/cron/tick', withKey('k', '{"series":"ES256"}'));
  expect([body.status, body.json.code]).toEqual([422, 'idempotency_key_reused']);
  const path = await call('/cron/rotate', withKey('k', '{}'));
  expect([path.status, path.json.code]).toEqual([422, 'idempotency_key_reused']);
});

test('while the first request runs, a second one with its key is told to wait', async () => {
  const idempotent = createIdempotency(createShortLivedState({ clock: new VirtualClock(START_SECONDS) }));
  const answer = { status: 200, headers: {}, contentType: 'application/json', body: '{}' };
  let finish = () => {};
  const first = idempotent('k', 'f', () => new Promise((resolve) => (finish = () => resolve(answer))));
  await expect(idempotent('k', 'f', () => Promise.resolve(answer))).rejects.toMatchObject({
    code: 'idempotency_key_in_use',
    status: 409,
  });
  finish();
  expect(await first).toEqual({ answer, replayed: false });
  expect(await idempotent('k', 'f', () => Promise.resolve(answer))).toEqual({ answer, replayed: true });
});

test('what failed inside may be tried again under the same key', async () => {
  const idempotent = createIdempotency(createShortLivedState({ clock: new VirtualClock(START_SECONDS) }));
  const good = { status: 200, headers: {}, contentType: 'application/json', body: '{}' };
  await idempotent('k', 'f', async () => ({ ...good, status: 503 }));
  await expect(idempotent('k', 'f', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await idempotent('k', 'f', async () => good)).toEqual({ answer: good, replayed: false });
});

test('what was done is told though it cannot be kept, and is not done again', async () => {
  const memory = createShortLivedState({ clock: new VirtualClock(START_SECONDS) });
  const broken = { ...memory, set: () => Promise.reject(new Error('disk full')) };
  const idempotent = createIdempotency(broken);
  const answer = { status: 200, headers: {}, contentType: 'application/json', body: '{}' };
  expect(await idempotent('k', 'f', async () => answer)).toEqual({ answer, replayed: false });
  await expect(idempotent('k', 'f', async () => answer)).rejects.toMatchObject({
    code: 'idempotency_key_in_use',
  });
});

test.each(['', 'x'.repeat(129), 'with space'])('the key "%s" is refused', async (key) => {
  const { call } = await startTestProvider();
  const answer = await call('/cron/tick', withKey(key));
  expect([answer.status, answer.json.code]).toEqual([400, 'idempotency_key_invalid']);
});

test('a key is worth nothing without the credential', async () => {
  const { call } = await startTestProvider();
  await call('/cron/tick', withKey('known'));
  const answer = await call('/cron/tick', { method: 'POST', headers: { 'idempotency-key': 'known' } });
  expect(answer.status).toBe(401);
});
