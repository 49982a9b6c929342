import { expect, test } from 'vitest';
import { createDrills } from '../../../provider/drills/create-drills.js';
import { plannedRotation } from '../../../provider/drills/planned-rotation.js';
import type { ScenarioReport } from '../../../provider/scenario/report.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import { handedOut } from '../http/seen.js';
import { cronRequest, startTestProvider, stored } from '../http/test-provider.js';

withoutInterceptors();

const cron = {
  credentials: [stored(handedOut.cronCredential)],
  drills: [plannedRotation.name],
  schedule: false,
};
const RUNS_AT_MOST = 3;

test('D01 in real time, over sockets, started by the cron endpoint: nobody notices', async () => {
  const { call } = await startTestProvider({ cron }, { drills: createDrills() });
  let report: ScenarioReport | undefined;
  // What a machine that stalls makes inconclusive may be tried again; what failed may not.
  for (let run = 0; run < RUNS_AT_MOST && (report?.verdict ?? 'inconclusive') === 'inconclusive'; run++) {
    const answer = await call(`/cron/drills/${plannedRotation.name}`, cronRequest());
    expect(answer.status).toBe(200);
    report = answer.json as unknown as ScenarioReport;
  }
  if (report?.verdict === 'inconclusive') {
    // A machine that stalls in every run proves nothing, and is no fault of the keys.
    const { lateSeconds } = plannedRotation.patience;
    expect(report.figures.machineLateSecondsAtMost, JSON.stringify(report)).toBeGreaterThan(lateSeconds);
    expect(report.reasons[0]).toMatch(/^the machine stalled/);
    return;
  }
  expect(report?.reasons).toEqual([]);
  expect(report).toMatchObject({ verdict: 'pass', clock: 'real', seed: null, rejects: [], parties: 16 });
  expect(report?.figures.validTokensTried).toBeGreaterThan(1000);
  expect(report?.figures.signingKids).toHaveLength(2);
}, 600_000);
