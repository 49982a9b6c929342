import type { LogEvent } from '../rotator/ring-context.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Stage } from '../scenario/stage.js';
import type { ScenarioIssuer } from '../scenario/world.js';
import type { Sabotage } from './drill-issuer.js';
import type { OpenReplicaStore } from './drill-store.js';
import type { StartTarget } from './start-target.js';

/** What an issuer under drill is started with. */
export interface CastParts {
  readonly stage: Stage;
  readonly log: LogEvent;
  readonly sabotage: Sabotage | undefined;
  readonly openReplicaStore: OpenReplicaStore | undefined;
  readonly audience: string | undefined;
}

/** Who issues and who verifies in a drill. */
export interface Cast {
  /** Awaited before time begins. */
  readonly prepare?: () => Promise<unknown>;
  readonly startIssuer: (parts: CastParts) => Promise<ScenarioIssuer>;
  readonly startTarget: StartTarget;
}

/** A scenario, and who plays it. */
export interface CastDrill {
  readonly scenario: Scenario;
  readonly cast: Cast;
}
