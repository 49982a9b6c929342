import { describe, expect, test } from 'vitest';
import { algorithmMigration } from '../../../provider/drills/algorithm-migration.js';
import { clockSkew, clockStep } from '../../../provider/drills/clock-skew.js';
import { type DrillOptions, runDrill } from '../../../provider/drills/create-drills.js';
import { keyHoarding } from '../../../provider/drills/key-hoarding.js';
import type { ReplicaDrill } from '../../../provider/drills/replica-drill.js';
import { staleEdges } from '../../../provider/drills/stale-edge.js';
import { SteppedClock } from '../../../provider/drills/stepped-clock.js';
import { createVerifierTarget } from '../../../provider/drills/verifier-target.js';
import type { ScenarioReport } from '../../../provider/scenario/report.js';
import type { ScenarioIssuer } from '../../../provider/scenario/world.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import { announcing } from './change-discovery.js';
import { expectFail, expectPass } from './play-drill.js';
import { stepsTaken } from './replica-twins.js';

withoutInterceptors();

/** Every rotation is forced, whether or not anyone said so. */
const guardLetsThrough = (issuer: ScenarioIssuer): ScenarioIssuer => ({
  ...issuer,
  rotate: (series) => issuer.rotate(series, 'no guard'),
});

function play({ scenario }: ReplicaDrill, options: DrillOptions = {}): Promise<ScenarioReport> {
  const { traffic, bars } = scenario;
  const fewer = { ...scenario, traffic: { ...traffic, clients: 2 }, bars: { ...bars, validTokensTried: 50 } };
  return runDrill(fewer, { clock: 'virtual', ...options });
}

async function passes(drill: ReplicaDrill): Promise<ScenarioReport> {
  const report = await play(drill);
  expect(report.reasons).toEqual([]);
  expect(report).toMatchObject({ verdict: 'pass', rejects: [], drill: drill.scenario.drill });
  return report;
}

async function fails(drill: ReplicaDrill, options: DrillOptions, bar: string): Promise<ScenarioReport> {
  const report = await play(drill, options);
  expect(report.verdict).toBe('fail');
  expect(report.bars.filter(({ met }) => !met).map((each) => each.bar)).toContain(bar);
  return report;
}

describe('D03, stale edge', () => {
  test.each(staleEdges.map((drill) => [drill.scenario.title, drill] as const))('%s', async (_, drill) => {
    const { events, figures } = await expectPass(drill, 800);
    const refused = events.find(({ refusedBy }) => refusedBy === 'O1');
    expect(refused).toMatchObject({ outcome: 'refused', rule: 'O1', waitSeconds: expect.any(Number) });
    // That P is wrong is told.
    expect(figures.alarmSeconds).toBeGreaterThan(0);
  });

  test.each(staleEdges.map((drill) => [drill.scenario.name, drill] as const))(
    '%s: its twin whose guard lets through fails',
    async (_, drill) => {
      await expectFail(drill, { changeIssuer: guardLetsThrough }, 'refusals', 800);
    },
  );
});

describe('D17, clock skew and jumps', () => {
  test('D apart: nobody notices', async () => {
    expect((await passes(clockSkew)).figures.falseRejects).toBe(0);
  });

  test('its twin whose parties are far behind fails: tokens are of the future', async () => {
    const startTarget: DrillOptions['startTarget'] = (issuer, _party, stage) =>
      createVerifierTarget({ ...stage, clock: new SteppedClock(stage.clock, -30) }, issuer);
    await fails(clockSkew, { startTarget }, 'falseRejects');
  });

  test('ten minutes off: no transition goes by it', async () => {
    const { events } = await passes(clockStep);
    expect(events[2]).toMatchObject({ outcome: 'refused', rule: 'O3' });
  });

  test('its twin whose steps are taken as they come fails: what waits goes through', async () => {
    await fails(clockStep, { openReplicaStore: stepsTaken() }, 'refusals');
  });
});

describe('D19, algorithm migration', () => {
  test('announced a lead before it signs, in a set that holds what nobody knows', async () => {
    expect((await passes(algorithmMigration)).figures.signingKids).toHaveLength(3);
  });

  test('its twin whose discovery does not announce it fails', async () => {
    const { rejects } = await fails(algorithmMigration, { sabotage: announcing('RS256') }, 'falseRejects');
    expect(rejects[0]).toMatchObject({ answer: 'refused' });
  });
});

describe('D29, key hoarding', () => {
  test('five hundred restarts and rotations: keys and bytes stay within I8', async () => {
    const { figures } = await passes(keyHoarding);
    expect(figures.publishedKeysAtMost).toBeLessThanOrEqual(4);
    expect(figures.keySetBytesAtMost).toBeLessThan(1100);
  });

  test('its twin whose guard lets through fails: keys pile up', async () => {
    const { figures } = await fails(keyHoarding, { changeIssuer: guardLetsThrough }, 'publishedKeys');
    expect(figures.publishedKeysAtMost).toBeGreaterThan(20);
  });
});
