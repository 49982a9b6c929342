import { expect } from 'vitest';
import { type DrillOptions, runDrill } from '../../../provider/drills/create-drills.js';
import type { OriginDrill } from '../../../provider/drills/origin-drill.js';
import type { ScenarioReport } from '../../../provider/scenario/report.js';
import { reportSchema } from '../../../provider/scenario/report-schema.js';

/** Fewer tokens than in real time: signatures cost the same on any clock. */
function play({ scenario }: OriginDrill, pauseMilliseconds: number, options: DrillOptions = {}) {
  const { traffic, bars } = scenario;
  const thinned = {
    ...scenario,
    traffic: { ...traffic, pauseMilliseconds },
    bars: { ...bars, validTokensTried: 50 },
  };
  return runDrill(thinned, { clock: 'virtual', ...options });
}

export async function expectPass(
  drill: OriginDrill,
  pauseMilliseconds = 1200,
  options: DrillOptions = {},
): Promise<ScenarioReport> {
  const report = await play(drill, pauseMilliseconds, options);
  expect(report.reasons).toEqual([]);
  expect(report).toMatchObject({ verdict: 'pass', rejects: [], drill: drill.scenario.drill });
  // What was kept is read by the schema that is published.
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toMatchObject({ verdict: 'pass' });
  return report;
}

/** @param bar the one that must be missed, or several. */
export async function expectFail(
  drill: OriginDrill,
  sabotage: DrillOptions,
  bar: string | readonly string[],
  pauseMilliseconds = 1200,
): Promise<ScenarioReport> {
  const report = await play(drill, pauseMilliseconds, sabotage);
  expect(report.verdict).toBe('fail');
  const missed = report.bars.filter(({ met }) => !met).map((each) => each.bar);
  expect(missed).toEqual(expect.arrayContaining([bar].flat()));
  return report;
}
