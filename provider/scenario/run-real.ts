import { systemClock } from '@keyturn/shared/clock';
import { createLoopbackNetwork, type LoopbackOptions } from './loopback-network.js';
import { MachineWatch } from './machine-watch.js';
import type { ScenarioReport } from './report.js';
import { type RunOptions, runScenario } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import type { Stage } from './stage.js';
import type { ScenarioWorld } from './world.js';

/** Plays a scenario in real time over loopback, and watches that the machine lets it. */
export async function runReal(
  scenario: Scenario,
  openWorld: (stage: Stage) => ScenarioWorld,
  { port, tls, ...options }: RunOptions & LoopbackOptions = {},
): Promise<ScenarioReport> {
  const stage = {
    clock: systemClock,
    draw: Math.random,
    network: createLoopbackNetwork(systemClock, { port, tls }),
  };
  const machine = new MachineWatch(systemClock, scenario.patience.withinSeconds);
  const watching = machine.watch();
  try {
    return await runScenario(scenario, openWorld(stage), {
      ...options,
      clock: systemClock,
      told: { clock: 'real', seed: null },
      machineLateSecondsAtMost: () => machine.lateSecondsAtMost,
    });
  } finally {
    machine.stop();
    await watching;
  }
}
