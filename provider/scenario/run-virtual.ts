import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { InFlight } from './in-flight.js';
import { createInProcessNetwork } from './in-process-network.js';
import type { ScenarioReport } from './report.js';
import { type RunOptions, runScenario } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import { createSeededDraw } from './seeded-draw.js';
import type { Stage } from './stage.js';
import type { ScenarioWorld } from './world.js';

/** Where virtual time begins, seconds since the epoch. */
const START_SECONDS = 1_800_000_000;
/** A scenario that goes on for so much longer than it says has lost something. */
const GRACE_SECONDS = 120;

/**
 * Plays a scenario on a virtual clock, in this process: one thing that is due after the other, each to its very end before
 * time goes on. A busy machine makes it slow and changes nothing else; the same seed gives the same figures. Rejects where
 * the scenario does not end.
 */
export async function runVirtual(
  scenario: Scenario,
  openWorld: (stage: Stage) => ScenarioWorld,
  { seed = 1, ...options }: RunOptions & { readonly seed?: number | undefined } = {},
): Promise<ScenarioReport> {
  const clock = new VirtualClock(START_SECONDS);
  const draw = createSeededDraw(seed);
  const stage: Stage = { clock, draw, network: createInProcessNetwork(clock, draw) };
  const inFlight = new InFlight();
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  try {
    const report = inFlight.run(() =>
      runScenario(scenario, openWorld(stage), {
        ...options,
        clock,
        told: { clock: 'virtual', seed },
        machineLateSecondsAtMost: () => null,
      }),
    );
    report.then(over, over);
    await inFlight.settled();
    const lastSeconds = START_SECONDS + scenario.durationSeconds + GRACE_SECONDS;
    while (!isOver) {
      if (clock.nowSeconds() > lastSeconds || !inFlight.run(() => clock.runNext()))
        throw new Error(`the scenario ${scenario.name} waits for something that never comes`);
      await inFlight.settled();
    }
    return await report;
  } finally {
    inFlight.close();
  }
}
