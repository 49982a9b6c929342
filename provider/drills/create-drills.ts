import type { DrilledIssuer, DrillTraits } from '../drill-desk/drill.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { LoopbackOptions } from '../scenario/loopback-network.js';
import type { PartyClass } from '../scenario/party-class.js';
import type { RunnerName, ScenarioReport } from '../scenario/report.js';
import { runReal } from '../scenario/run-real.js';
import type { RunOptions } from '../scenario/run-scenario.js';
import { runVirtual } from '../scenario/run-virtual.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Stage } from '../scenario/stage.js';
import type { ScenarioIssuer } from '../scenario/world.js';
import { boundaryDrills } from './boundary-drills.js';
import type { Cast } from './cast.js';
import { prepareCertificates, startCertificateIssuer } from './certificate-issuer.js';
import { certificateLifeCycle } from './certificate-life-cycle.js';
import { createCertificateTarget } from './certificate-target.js';
import { startChainIssuer } from './chain-issuer.js';
import { createChainTarget } from './chain-target.js';
import type { Sabotage } from './drill-issuer.js';
import type { OpenReplicaStore } from './drill-store.js';
import { ExpiryOnlyTarget } from './expiry-only-target.js';
import { forUrl } from './for-url.js';
import { HttpClient } from './http-client.js';
import { innerKeyEmergencies, innerKeyRotation } from './inner-key.js';
import { isDestructive } from './is-destructive.js';
import { shortOutage } from './key-set-outage.js';
import { liveDrills } from './live-drills.js';
import { createLiveTarget, startLiveIssuer } from './live-issuer.js';
import type { OriginDrill } from './origin-drill.js';
import { originDrills } from './origin-drills.js';
import { PinnedCopy } from './pinned-copy.js';
import { createPinnedTarget } from './pinned-target.js';
import { plannedRotation } from './planned-rotation.js';
import { replicaDrills } from './replica-drills.js';
import { startReplicaIssuer } from './replica-issuer.js';
import type { ReplicaTerms } from './replica-set.js';
import type { StartTarget } from './start-target.js';
import { SteppedClock } from './stepped-clock.js';
import { emergencyCold } from './stolen-token-key.js';
import { TOKEN_SERIES } from './token-bars.js';
import { tokenDrills } from './token-drills.js';
import { startTokenIssuer } from './token-issuer.js';
import { createUrlTarget } from './url-target.js';
import { createVerifierTarget } from './verifier-target.js';

const accessTokens: Cast = {
  startIssuer: (parts) => startTokenIssuer({ ...parts, alg: 'RS256' }),
  startTarget: (issuer, _party, stage) => createVerifierTarget(stage, issuer),
};
const startTargetOfClass: StartTarget = (issuer, _party, stage, partyClass) =>
  partyClass === 'expiry-only' ? new ExpiryOnlyTarget(stage, issuer) : createVerifierTarget(stage, issuer);
const quickTokens: Cast = {
  startIssuer: (parts) => startTokenIssuer({ ...parts, alg: TOKEN_SERIES }),
  startTarget: startTargetOfClass,
};
const coldTokens: Cast = {
  startIssuer: (parts) => startTokenIssuer({ ...parts, alg: TOKEN_SERIES, cold: true }),
  startTarget: startTargetOfClass,
};
/** Our verifier alone: who has no stale copies lives through no outage. */
const patientTokens: Cast = { ...quickTokens, startTarget: accessTokens.startTarget };
const otherCasts = new Map([
  [emergencyCold, coldTokens],
  [shortOutage, patientTokens],
]);
const certificates: Cast = {
  prepare: prepareCertificates,
  startIssuer: ({ stage, log, sabotage }) => startCertificateIssuer(stage, log, sabotage),
  startTarget: (issuer, _party, stage) => createCertificateTarget(stage, issuer),
};
const chains: Cast = {
  startIssuer: ({ stage, log, sabotage }) => startChainIssuer(stage, log, sabotage),
  startTarget: (issuer, _party, stage) => createChainTarget(stage, issuer),
};

function origin({ issuer, startTarget }: OriginDrill): Cast {
  return {
    startIssuer: (parts) => startTokenIssuer({ ...parts, ...issuer }),
    startTarget,
  };
}

/** The first party never fetches where the terms name one that does not. */
function replicas(terms: ReplicaTerms): Cast {
  const copies = new WeakMap<Stage, PinnedCopy>();
  return {
    startIssuer({ stage, log, sabotage, openReplicaStore: openStore }) {
      const copy = new PinnedCopy();
      copies.set(stage, copy);
      return startReplicaIssuer({ stage, log, sabotage, openStore, terms, copy });
    },
    startTarget(issuer, party, onTime) {
      const offsets = terms.partyClockOffsetsSeconds ?? [0];
      const stage = { ...onTime, clock: new SteppedClock(onTime.clock, offsets[party % offsets.length]) };
      const copy = terms.rotation.pinnedParties === undefined ? undefined : copies.get(onTime);
      return copy === undefined || party > 0
        ? createVerifierTarget(stage, issuer)
        : createPinnedTarget(stage, issuer, copy);
    },
  };
}

/** The drills there are, each with its cast. */
const drills: readonly { readonly scenario: Scenario; readonly cast: Cast }[] = [
  { scenario: plannedRotation, cast: accessTokens },
  ...tokenDrills.map((scenario) => ({
    scenario,
    cast: otherCasts.get(scenario) ?? quickTokens,
  })),
  { scenario: certificateLifeCycle, cast: certificates },
  ...[innerKeyRotation, ...innerKeyEmergencies].map((scenario) => ({ scenario, cast: chains })),
  ...originDrills.map((drill) => ({ scenario: drill.scenario, cast: origin(drill) })),
  ...replicaDrills.map(({ scenario, terms }) => ({ scenario, cast: replicas(terms) })),
  ...boundaryDrills,
];

export const scenarios: readonly Scenario[] = drills.map(({ scenario }) => scenario);

/** Those of access tokens whose parties are under drill, and not the provider behind them. */
const judgingUrls = new Set([
  plannedRotation,
  ...tokenDrills,
  ...originDrills.map(({ scenario }) => scenario),
]);

function traitsOf({ scenario }: Pick<(typeof drills)[number], 'scenario'>): DrillTraits {
  return {
    isDestructive: isDestructive(scenario),
    runsLive: liveDrills.has(scenario.name),
    takesTarget: judgingUrls.has(scenario),
  };
}

/** Those whose tokens any service can be called with. */
export const bearerScenarios: readonly Scenario[] = drills
  .filter((drill) => traitsOf(drill).takesTarget)
  .map(({ scenario }) => scenario);

export interface DrillOptions extends RunOptions {
  /** `real`: over loopback, in seconds as they pass. `virtual`: in this process, as fast as it can. Default `real`. */
  readonly clock?: RunnerName | undefined;
  /** Of chance, on the virtual clock. Default 1. */
  readonly seed?: number | undefined;
  /** Where the drill issuer logs. Default: nowhere; its requests are traffic, not news. */
  readonly log?: LogEvent;
  /** The parties under drill. Default: our own verifier. One that reaches the issuer by itself needs real time. */
  readonly startTarget?: StartTarget;
  /** A service that is called with each token in place of our own parties; in real time. */
  readonly target?: string | undefined;
  /** An issuer that others rely on, whose own ring is turned; in real time. Default: one of the drill's own. */
  readonly live?: DrilledIssuer | undefined;
  /** Where the drill issuer listens in real time, so that a service can be told to trust it. Default: a free port. */
  readonly port?: number | undefined;
  /** What the tokens are for: a service that is called knows its own name. Default `https://drill.example`. */
  readonly audience?: string | undefined;
  /** The drill issuer speaks https in real time, for parties that speak nothing else. Default: http. */
  readonly tls?: LoopbackOptions['tls'];
  /** For tests that want to see a drill fail. */
  readonly sabotage?: Sabotage;
  /** The same for what it is asked and answers by its verbs. */
  readonly changeIssuer?: (issuer: ScenarioIssuer) => ScenarioIssuer;
  /** What replicas have in place of the store in memory that they share. */
  readonly openReplicaStore?: OpenReplicaStore;
}

/** Runs one drill; resolves with its report whatever the verdict. What is given goes over what the drill was made with. */
export type RunDrill = ((options?: DrillOptions) => Promise<ScenarioReport>) & {
  readonly traits: DrillTraits;
};

/** Every drill by name, ready to run: each starts an issuer and parties of its own and ends them. */
export function createDrills(made: DrillOptions = {}): Readonly<Record<string, RunDrill>> {
  return Object.fromEntries(
    drills.map((drill) => {
      const run = (options?: DrillOptions) => runDrill(drill.scenario, { ...made, ...options });
      return [drill.scenario.name, Object.assign(run, { traits: traitsOf(drill) })];
    }),
  );
}

/** Runs any scenario against an ephemeral issuer, by the cast of the drill of its name. */
export async function runDrill(scenario: Scenario, options: DrillOptions = {}): Promise<ScenarioReport> {
  const { clock = 'real', seed, log = () => {}, sabotage, target, live } = options;
  if (live !== undefined) return runLive(scenario.name, live, options);
  const cast = drills.find((drill) => drill.scenario.name === scenario.name)?.cast ?? accessTokens;
  const startTarget =
    options.startTarget ??
    (target === undefined ? cast.startTarget : () => createUrlTarget(new HttpClient(), target));
  const played = target === undefined ? scenario : forUrl(scenario);
  const { openReplicaStore, port, tls, audience, stop, onProgress } = options;
  const { changeIssuer = (issuer: ScenarioIssuer) => issuer } = options;
  await cast.prepare?.();
  const openWorld = (stage: Stage) => ({
    startIssuer: async () =>
      changeIssuer(await cast.startIssuer({ stage, log, sabotage, openReplicaStore, audience })),
    startTarget: (issuer: string, party: number, partyClass: PartyClass) =>
      startTarget(issuer, party, stage, partyClass),
  });
  return clock === 'virtual'
    ? runVirtual(played, openWorld, { seed, stop, onProgress })
    : runReal(played, openWorld, { port, tls, stop, onProgress });
}

async function runLive(
  name: string,
  live: DrilledIssuer,
  { stop, onProgress }: Pick<DrillOptions, 'stop' | 'onProgress'>,
): Promise<ScenarioReport> {
  const [first] = live.ring.policy.series;
  const scenario = first && liveDrills.get(name)?.(first);
  if (scenario === undefined) throw new TypeError(`${name} is not for a ring that others rely on`);
  return runReal(
    scenario,
    ({ clock }) => ({
      startIssuer: () => startLiveIssuer(live, clock),
      startTarget: () => createLiveTarget(live.url),
    }),
    { stop, onProgress },
  );
}
