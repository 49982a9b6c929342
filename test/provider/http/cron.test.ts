import { expect, test } from 'vitest';
import { cronRequest, startTestProvider } from './test-provider.js';

test('a tick does what is due and says so', async () => {
  const { call, clock } = await startTestProvider();
  const idle = await call('/cron/tick', cronRequest());
  expect(idle.status).toBe(200);
  expect(idle.json).toMatchObject({ issuer: 'http://localhost:4000', outcome: 'nothing_due', steps: [] });
  await clock.advanceSeconds(301);
  const due = await call('/cron/tick', cronRequest());
  expect(due.json.outcome).toBe('done');
  expect(due.json.steps).toEqual([
    expect.objectContaining({ do: 'demote' }),
    expect.objectContaining({ do: 'activate' }),
    expect.objectContaining({ do: 'publish' }),
  ]);
  expect((await call('/cron/tick', cronRequest())).json.outcome).toBe('nothing_due');
});

test('a rotation before its time is refused with the rule, its terms, the wait and the cure', async () => {
  const { call, clock } = await startTestProvider();
  await clock.advanceSeconds(10);
  const before = await call('/jwks');
  const refused = await call('/cron/rotate', cronRequest());
  expect(refused.status).toBe(409);
  expect(refused.headers['content-type']).toBe('application/problem+json');
  expect(refused.headers['retry-after']).toBe('25');
  expect(refused.headers['cache-control']).toBe('no-store');
  expect(refused.json).toMatchObject({
    type: 'urn:keyturn:problem:guard_refused',
    status: 409,
    code: 'guard_refused',
    rule: 'I8',
    series: 'ES256',
    terms: { P: 1, S: 30, D: 1, leadSeconds: 35, ageSeconds: 10 },
    waitSeconds: 25,
    cure: expect.stringContaining('25 s'),
  });
  expect((await call('/jwks')).text).toBe(before.text);
});

test('a rotation after the lead is granted, and the token that follows names the new key', async () => {
  const { call, clock } = await startTestProvider();
  await clock.advanceSeconds(35);
  const granted = await call('/cron/rotate', cronRequest());
  expect(granted.status).toBe(200);
  expect(granted.json).toMatchObject({ outcome: 'done', series: 'ES256' });
});

test('every series is rotated by default, one by name', async () => {
  const series = [{ alg: 'ES256' as const }, { alg: 'EdDSA' as const }];
  const { call, clock } = await startTestProvider({ rotation: { profile: 'dev', series } });
  const body = JSON.stringify({ issuer: 'http://localhost:4000', series: 'EdDSA' });
  const json = { 'content-type': 'application/json' };
  expect((await call('/cron/rotate', cronRequest())).json.guards).toHaveLength(2);
  await clock.advanceSeconds(35);
  expect((await call('/cron/rotate', cronRequest(json, body))).json).toMatchObject({
    outcome: 'done',
    series: 'EdDSA',
  });
  const both = await call('/cron/rotate', cronRequest());
  expect(both.status).toBe(200);
  expect(both.json).toMatchObject({
    outcome: 'partly_done',
    series: [
      { series: 'ES256', outcome: 'done' },
      { series: 'EdDSA', outcome: 'refused', guard: { rule: 'I8' } },
    ],
  });
});

test.each([
  ['an unknown issuer', { issuer: 'http://localhost:4001' }, 'issuer_unknown'],
  ['an unknown series', { series: 'RS256' }, 'series_unknown'],
  ['an unknown member', { serie: 'ES256' }, 'json_invalid'],
  ['a wrong type', { series: 1 }, 'json_invalid'],
  ['no object', [], 'json_invalid'],
])('%s is refused', async (_, body, code) => {
  const { call } = await startTestProvider();
  const answer = await call(
    '/cron/rotate',
    cronRequest({ 'content-type': 'application/json' }, JSON.stringify(body)),
  );
  expect(answer.status).toBe(400);
  expect(answer.json).toMatchObject({ code });
});

test('a body that is no JSON, and one of another type, are refused (provider-15)', async () => {
  const { call } = await startTestProvider();
  const broken = await call('/cron/tick', cronRequest({ 'content-type': 'application/json' }, '{"series":'));
  expect([broken.status, broken.json.code]).toEqual([400, 'json_invalid']);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ]) {
    const form = await call('/cron/tick', cronRequest({ 'content-type': type }, '{}'));
    expect([form.status, form.json.code]).toEqual([415, 'content_type_unsupported']);
  }
});
