import type { Clock } from '@keyturn/shared/clock';
import { systemClock } from '@keyturn/shared/clock';
import type { LogEvent } from '../rotator/ring-context.js';
import type { ScenarioReport } from '../scenario/run-real.js';
import { runReal } from '../scenario/run-real.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioWorld } from '../scenario/world.js';
import type { Sabotage } from './drill-issuer.js';
import { startDrillIssuer } from './drill-issuer.js';
import { plannedRotation } from './planned-rotation.js';
import { createVerifierTarget } from './verifier-target.js';

/** The drills there are. */
export const scenarios: readonly Scenario[] = [plannedRotation];

/** Runs one drill; resolves with its report whatever the verdict. */
export type RunDrill = () => Promise<ScenarioReport>;

export interface DrillOptions {
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Where the drill issuer logs. Default: nowhere; its requests are traffic, not news. */
  readonly log?: LogEvent;
  /** The parties under drill. Default: our own verifier. */
  readonly startTarget?: ScenarioWorld['startTarget'];
  /** For tests that want to see a drill fail. */
  readonly sabotage?: Sabotage;
}

/** Every drill by name, ready to run: each starts an issuer and parties of its own and ends them. */
export function createDrills(options: DrillOptions = {}): Readonly<Record<string, RunDrill>> {
  return Object.fromEntries(scenarios.map((scenario) => [scenario.name, () => runDrill(scenario, options)]));
}

/** Runs any scenario against an ephemeral issuer. */
export function runDrill(scenario: Scenario, options: DrillOptions = {}): Promise<ScenarioReport> {
  const { clock = systemClock, log = () => {}, startTarget = createVerifierTarget, sabotage } = options;
  const world = {
    startIssuer: () => startDrillIssuer(clock, log, sabotage),
    startTarget,
  };
  return runReal(scenario, world, clock);
}
