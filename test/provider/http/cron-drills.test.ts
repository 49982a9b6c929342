import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import type { DrillRun } from '../../../provider/drill-desk/drill.js';
import { handedOut } from './seen.js';
import { cronRequest, START_SECONDS, startTestProvider, stored } from './test-provider.js';

const cron = {
  credentials: [stored(handedOut.cronCredential)],
  drills: ['planned-rotation'],
  schedule: false,
};

const jsonRequest = (body: object | undefined) =>
  body === undefined
    ? cronRequest()
    : cronRequest({ 'content-type': 'application/json' }, JSON.stringify(body));

test('a drill answers its report, whatever the verdict', async () => {
  for (const verdict of ['pass', 'fail', 'inconclusive']) {
    const report = { name: 'planned-rotation', verdict, figures: { falseRejects: 0 } };
    const { call } = await startTestProvider(
      { cron },
      { drills: { 'planned-rotation': async () => report } },
    );
    const answer = await call('/cron/drills/planned-rotation', cronRequest());
    const id = expect.stringMatching(/^20270115T080000Z-planned-rotation-[0-9a-f]{6}$/);
    expect([answer.status, answer.json]).toEqual([200, { id, ...report }]);
  }
});

test.each([
  [undefined, {}],
  [{}, {}],
  [{ clock: 'virtual' }, { clock: 'virtual' }],
  [
    { clock: 'virtual', seed: 7 },
    { clock: 'virtual', seed: 7 },
  ],
])('a drill is told what the body %j asks for', async (body, told) => {
  const asked: object[] = [];
  const run = async ({ stop, live, ...terms }: DrillRun) => {
    expect([stop.by, live]).toEqual([null, undefined]);
    asked.push(terms);
    return { verdict: 'pass' };
  };
  const { call } = await startTestProvider({ cron }, { drills: { 'planned-rotation': run } });
  const answer = await call('/cron/drills/planned-rotation', jsonRequest(body));
  expect(answer.status).toBe(200);
  expect(asked).toEqual([told]);
});

test.each([
  [{ clock: 'fast' }],
  [{ seed: 1.5 }],
  [{ seed: -1 }],
  [{ seed: 2 ** 32 }],
  [{ series: 'RS256' }],
  [{ speed: 2 }],
])('the body %j of a drill is refused, with what it may hold', async (body) => {
  const { call } = await startTestProvider({ cron });
  const answer = await call('/cron/drills/planned-rotation', jsonRequest(body));
  expect([answer.status, answer.json.code]).toEqual([400, 'json_invalid']);
  expect(answer.json.detail).toContain('"clock", which is "real" or "virtual"');
});

test('one drill at a time', async () => {
  let finish = () => {};
  const running = new Promise<object>((resolve) => (finish = () => resolve({ verdict: 'pass' })));
  const { call } = await startTestProvider({ cron }, { drills: { 'planned-rotation': () => running } });
  const first = call('/cron/drills/planned-rotation', cronRequest());
  const second = await call('/cron/drills/planned-rotation', cronRequest());
  expect([second.status, second.json.code]).toEqual([409, 'drill_running']);
  expect(second.headers['retry-after']).toBe('30');
  finish();
  expect((await first).status).toBe(200);
  expect((await call('/cron/drills/planned-rotation', cronRequest())).status).toBe(200);
});

test('a retry under the key of a drill is told to wait while it runs, then its report; nothing runs twice', async () => {
  let runs = 0;
  let finish = () => {};
  const over = new Promise<void>((resolve) => (finish = resolve));
  const run = async () => {
    runs += 1;
    await over;
    return { verdict: 'pass', runs };
  };
  const { call } = await startTestProvider({ cron }, { drills: { 'planned-rotation': run } });
  const tonight = () => call('/cron/drills/planned-rotation', cronRequest({ 'idempotency-key': 'tonight' }));
  const first = tonight();
  await expect.poll(() => runs).toBe(1);
  expect((await tonight()).status).toBe(409);
  finish();
  const { status, text } = await first;
  const again = await tonight();
  expect([status, again.status, again.text]).toEqual([200, 200, text]);
  expect([again.headers['idempotency-replayed'], runs]).toEqual(['true', 1]);
});

test('the hard stop of a scheduler ends the drill that runs, and says whose it was', async () => {
  const clock = new VirtualClock(START_SECONDS);
  const run = async ({ stop }: DrillRun) => {
    await stop.pause(clock, 3_600_000);
    return { verdict: 'inconclusive', stoppedBy: stop.by };
  };
  const { call } = await startTestProvider({ cron }, { clock, drills: { 'planned-rotation': run } });
  const nothing = await call('/cron/drills/stop', cronRequest());
  expect([nothing.status, nothing.json.code]).toEqual([409, 'drill_not_running']);
  const running = call('/cron/drills/planned-rotation', cronRequest());
  await expect
    .poll(async () => (await call('/cron/drills/stop', cronRequest())).json)
    .toMatchObject({ name: 'planned-rotation', stoppedBy: 'cron', hasEnded: true });
  expect((await running).json).toMatchObject({ verdict: 'inconclusive', stoppedBy: 'cron' });
});

test.each([
  ['staging', 200],
  ['production', 403],
  ['elsewhere', 403],
])('a list by environment allows a drill in its own: %s', async (environment, status) => {
  const drills = { staging: ['planned-rotation'], production: [] };
  const { call } = await startTestProvider({ environment, cron: { ...cron, drills } });
  const answer = await call('/cron/drills/planned-rotation', cronRequest());
  expect(answer.status).toBe(status);
  if (status === 403) expect(answer.json.code).toBe('drill_not_allowed');
});

test('a drill that throws is told inside, and the next one may run', async () => {
  let broken = true;
  const run = async () => {
    if (broken) throw new Error('inner detail');
    return { verdict: 'pass' };
  };
  const { call, seen } = await startTestProvider({ cron }, { drills: { 'planned-rotation': run } });
  const failed = await call('/cron/drills/planned-rotation', cronRequest());
  expect([failed.status, failed.json.code]).toEqual([500, 'internal_error']);
  expect(failed.text).not.toContain('inner detail');
  expect(seen.logLines.join('')).toContain('inner detail');
  broken = false;
  expect((await call('/cron/drills/planned-rotation', cronRequest())).status).toBe(200);
});

test('a drill that is not on the list is refused, one that there is not is not found', async () => {
  const { call } = await startTestProvider();
  const refused = await call('/cron/drills/planned-rotation', cronRequest());
  expect([refused.status, refused.json.code]).toEqual([403, 'drill_not_allowed']);
  const unknown = await call('/cron/drills/world-peace', cronRequest());
  expect([unknown.status, unknown.json.code]).toEqual([404, 'not_found']);
});

test('a drill on the list that there is not is refused at start, with a suggestion', async () => {
  const starting = startTestProvider({ cron: { ...cron, drills: ['planned-rotatoin'] } });
  await expect(starting).rejects.toMatchObject({
    code: 'config_invalid',
    findings: [expect.stringContaining('did you mean "planned-rotation"?')],
  });
});
