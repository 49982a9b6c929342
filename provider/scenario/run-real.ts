import type { Clock } from '@keyturn/shared/clock';
import { sleep } from '@keyturn/shared/clock';
import { runAttackers } from './bad-traffic.js';
import type { FalseReject, Figures } from './measures.js';
import { Measures } from './measures.js';
import type { Scenario, ScenarioEvent } from './scenario.js';
import { runClient } from './traffic.js';
import type { BarResult, Verdict } from './verdict.js';
import { judge } from './verdict.js';
import type { EventOutcome, ScenarioIssuer, ScenarioWorld, Target } from './world.js';

/** What a run found. JSON; instants are seconds since the epoch unless they say otherwise. */
export interface ScenarioReport {
  readonly scenario: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly startedAtSeconds: number;
  readonly endedAtSeconds: number;
  readonly parties: number;
  readonly clients: number;
  readonly bars: readonly BarResult[];
  readonly figures: Figures;
  readonly events: readonly (ScenarioEvent & EventOutcome)[];
  /** The first of them, without tokens. */
  readonly rejects: readonly FalseReject[];
}

/** Runs a scenario in real time: starts the issuer and one party per client, keeps traffic up, lets the events happen, judges. */
export async function runReal(
  scenario: Scenario,
  world: ScenarioWorld,
  clock: Clock,
): Promise<ScenarioReport> {
  const issuer = await world.startIssuer();
  const targets = Array.from({ length: scenario.traffic.clients }, (_, party) =>
    world.startTarget(issuer.issuer, party),
  );
  try {
    return await observe(scenario, issuer, targets, clock);
  } finally {
    for (const target of targets) target.close();
    await issuer.close();
  }
}

async function observe(
  scenario: Scenario,
  issuer: ScenarioIssuer,
  targets: readonly Target[],
  clock: Clock,
): Promise<ScenarioReport> {
  const measures = new Measures(clock, scenario.emergency);
  // What is done once (a slow hash of the client's secret, discovery) is not the traffic under drill.
  const first = await issuer.issueToken(0);
  await Promise.all(targets.map((target) => target.present(first)));
  const startedAtSeconds = clock.nowSeconds();
  const running = { endsAtSeconds: startedAtSeconds + scenario.durationSeconds };
  const clients = targets.map((target, client) =>
    runClient({ client, issuer, target, traffic: scenario.traffic, measures, clock, ...running }),
  );
  const counting = countKeys(scenario, issuer, measures, clock, running.endsAtSeconds);
  const attackers = runAttackers({ issuer, targets, measures, clock, ...running });
  const events = await Promise.all(scenario.events.map((event) => runEvent(event, issuer, measures, clock)));
  await Promise.all([...clients, counting, attackers]);
  const figures = measures.figures(issuer.keySetRequests());
  return {
    scenario: scenario.name,
    title: scenario.title,
    ...judge(figures, events, scenario.bars),
    startedAtSeconds,
    endedAtSeconds: clock.nowSeconds(),
    parties: targets.length,
    clients: scenario.traffic.clients,
    figures,
    events,
    rejects: measures.shownRejects(),
  };
}

async function runEvent(
  event: ScenarioEvent,
  issuer: ScenarioIssuer,
  measures: Measures,
  clock: Clock,
): Promise<ScenarioEvent & EventOutcome> {
  await sleep(clock, event.atSeconds * 1000);
  if (event.do === 'rotate') return { ...event, ...(await issuer.rotate(event.series)) };
  const atSeconds = clock.nowSeconds();
  const { revokedKid, outcome, rule } = await issuer.revoke(event.series, event.replaceWith);
  if (outcome === 'done') measures.noteRevoked(revokedKid, atSeconds);
  return { ...event, outcome, rule };
}

const COUNT_EVERY_MILLISECONDS = 250;

async function countKeys(
  scenario: Scenario,
  issuer: ScenarioIssuer,
  measures: Measures,
  clock: Clock,
  endsAtSeconds: number,
): Promise<void> {
  const names = new Set(scenario.events.map(({ series }) => series));
  while (clock.nowSeconds() < endsAtSeconds) {
    for (const series of names) measures.notePublished(await issuer.countPublished(series));
    await sleep(clock, COUNT_EVERY_MILLISECONDS);
  }
}
