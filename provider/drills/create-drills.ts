import type { Clock } from '@keyturn/shared/clock';
import { systemClock } from '@keyturn/shared/clock';
import type { LogEvent } from '../rotator/ring-context.js';
import type { ScenarioReport } from '../scenario/run-real.js';
import { runReal } from '../scenario/run-real.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioIssuer, ScenarioWorld } from '../scenario/world.js';
import { startChainIssuer } from './chain-issuer.js';
import { createChainTarget } from './chain-target.js';
import type { Sabotage } from './drill-issuer.js';
import { startDrillIssuer } from './drill-issuer.js';
import { innerKeyEmergencies, innerKeyRotation } from './inner-key.js';
import { plannedRotation } from './planned-rotation.js';
import { createVerifierTarget } from './verifier-target.js';

/** Who issues and who verifies in a drill. */
interface Cast {
  readonly startIssuer: (clock: Clock, log: LogEvent, sabotage?: Sabotage) => Promise<ScenarioIssuer>;
  readonly startTarget: ScenarioWorld['startTarget'];
}

const accessTokens: Cast = { startIssuer: startDrillIssuer, startTarget: createVerifierTarget };
const chains: Cast = { startIssuer: startChainIssuer, startTarget: createChainTarget };

/** The drills there are, each with its cast. */
const drills: readonly { readonly scenario: Scenario; readonly cast: Cast }[] = [
  { scenario: plannedRotation, cast: accessTokens },
  ...[innerKeyRotation, ...innerKeyEmergencies].map((scenario) => ({ scenario, cast: chains })),
];

export const scenarios: readonly Scenario[] = drills.map(({ scenario }) => scenario);

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

/** Runs any scenario against an ephemeral issuer, by the cast of the drill of its name. */
export function runDrill(scenario: Scenario, options: DrillOptions = {}): Promise<ScenarioReport> {
  const cast = drills.find((drill) => drill.scenario.name === scenario.name)?.cast ?? accessTokens;
  const { clock = systemClock, log = () => {}, startTarget = cast.startTarget, sabotage } = options;
  const world = { startIssuer: () => cast.startIssuer(clock, log, sabotage), startTarget };
  return runReal(scenario, world, clock);
}
