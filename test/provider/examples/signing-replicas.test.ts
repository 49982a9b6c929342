import { systemClock } from '@keyturn/shared/clock';
import { expect, test } from 'vitest';
import { drillPatience } from '../../../provider/drills/drill-patience.js';
import { MachineWatch } from '../../../provider/scenario/machine-watch.js';
import { repositoryRoot } from '../../packages/tarballs.js';
import { runProcess } from '../../support/run-process.js';

const TOLD_AT_MOST = 3;

/** Tells the story once, and watches whether the machine lets its processes have their seconds. */
async function tellStory() {
  const machine = new MachineWatch(systemClock, drillPatience.withinSeconds);
  const watching = machine.watch();
  const program = ['provider/examples/signing-replicas/main.mjs'];
  const { status, output, errors } = await runProcess(process.execPath, program, { cwd: repositoryRoot });
  machine.stop();
  await watching;
  const figures = JSON.parse(output.trim().split('\n').at(-1) ?? '');
  return { status, errors, figures, hasStalled: machine.lateSecondsAtMost > drillPatience.lateSeconds };
}

test('replicas that share nothing come, go, are robbed and age out, and the consumer goes on', async () => {
  let told = await tellStory();
  // On a machine that stalls, tokens of three seconds expire on their way, which is no fault of theirs.
  for (let times = 1; told.status !== 0 && told.hasStalled && times < TOLD_AT_MOST; times++)
    told = await tellStory();
  const { status, errors, figures, hasStalled } = told;
  expect(errors).toBe('');
  // However slow the machine: nothing bad may pass.
  expect(figures.falseAccepts).toBe(0);
  if (status !== 0 && hasStalled) return;
  expect(figures.falseRejects).toBe(0);
  expect(figures.tokens).toBeGreaterThan(100);
  expect(figures.certificates).toBeGreaterThan(6);
  expect(figures.thiefRefusals).toBeGreaterThan(0);
  expect(figures.agedOutRefusals).toBeGreaterThan(0);
  expect(figures.tokenBytes).toBeLessThan(2200);
  expect(status).toBe(0);
}, 600_000);
