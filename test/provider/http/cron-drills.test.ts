import { expect, test } from 'vitest';
import { handedOut } from './seen.js';
import { cronRequest, startTestProvider, stored } from './test-provider.js';

const cron = {
  credentials: [stored(handedOut.cronCredential)],
  drills: ['planned-rotation'],
  schedule: false,
};

test('a drill answers its report, whatever the verdict', async () => {
  for (const verdict of ['pass', 'fail', 'inconclusive']) {
    const report = { name: 'planned-rotation', verdict, figures: { falseRejects: 0 } };
    const { call } = await startTestProvider(
      { cron },
      { drills: { 'planned-rotation': async () => report } },
    );
    const answer = await call('/cron/drills/planned-rotation', cronRequest());
    expect([answer.status, answer.json]).toEqual([200, report]);
  }
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
