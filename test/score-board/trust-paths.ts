import { fileURLToPath } from 'node:url';
import type { ScenarioReport } from '../../provider/scenario/report.js';
import { runProcess } from '../support/run-process.js';
import { type TrustPathScore, toScore } from './results.js';

/** The drill in which the key of each path turns; the parties of the last two can only be ours. */
export const trustPaths = [
  { path: 'discovery', drill: 'planned-rotation' },
  { path: 'x5c', drill: 'certificate-life-cycle' },
  { path: 'jwc', drill: 'inner-key-rotation' },
] as const;

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * By the command, as anybody runs it, in a process of its own. One after the other: each brings all the clients that the
 * drill has, and no other party may be on the machine meanwhile.
 */
export async function drillTrustPaths(tell: (line: string) => void): Promise<readonly TrustPathScore[]> {
  const scores: TrustPathScore[] = [];
  for (const { path, drill } of trustPaths) {
    tell(`${drill} (${path}) …`);
    const report = await runByCommand(drill);
    const { badTokensTried, falseAccepts } = report.figures;
    scores.push({ path, drill, title: report.title, ...toScore(report), badTokensTried, falseAccepts });
  }
  return scores;
}

async function runByCommand(drill: string): Promise<ScenarioReport> {
  const argv = ['node_modules/.bin/keyturn', 'drill', drill, '--clock', 'real', '--json'];
  const { output, errors } = await runProcess(process.execPath, argv, { cwd: root });
  // Whatever the verdict, there is a report; without one nothing was drilled.
  if (!output.startsWith('{')) throw new Error(`${drill} made no report: ${errors}`);
  return JSON.parse(output) as ScenarioReport;
}
