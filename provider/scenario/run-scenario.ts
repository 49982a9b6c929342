import type { Clock } from '@keyturn/shared/clock';
import { runAttackers, tryToken } from './bad-traffic.js';
import type { Crowd } from './events/event.js';
import { lookOr, reasonOf } from './look-or.js';
import { Measures } from './measures.js';
import { classOfParty } from './party-class.js';
import type { ScenarioReport } from './report.js';
import { AlarmWatch } from './ring-watch.js';
import { type TellProgress, tellProgress } from './run-progress.js';
import { isOver, type RunSpan } from './run-span.js';
import { type RunEnding, RunStop } from './run-stop.js';
import type { Scenario } from './scenario.js';
import { eventKind, type ScenarioEvent } from './scenario-event.js';
import { runClient } from './traffic.js';
import { judge, STOPPED } from './verdict.js';
import type { EventOutcome, ScenarioIssuer, ScenarioWorld, Target } from './world.js';

/** What whoever runs a scenario may bring. */
export interface RunOptions {
  /** Ends it before its time. */
  readonly stop?: RunEnding | undefined;
  readonly onProgress?: TellProgress | undefined;
}

/** What a runner adds: how time goes, and what it costs. */
export interface Running extends RunOptions {
  readonly clock: Clock;
  readonly told: Pick<ScenarioReport, 'clock' | 'seed'>;
  /** Asked when the traffic is over. */
  readonly machineLateSecondsAtMost: () => number | null;
}

/**
 * The engine of both runners: starts the issuer and one party per client, keeps traffic up, lets the events happen, judges.
 * Whatever goes wrong under traffic is a finding in the report and not an exception.
 */
export async function runScenario(
  scenario: Scenario,
  world: ScenarioWorld,
  running: Running,
): Promise<ScenarioReport> {
  const issuer = await world.startIssuer();
  const targets = Array.from({ length: scenario.traffic.clients }, (_, party) =>
    world.startTarget(issuer.issuer, party, classOfParty(scenario.partyClasses, party)),
  );
  try {
    const report = await observe(scenario, issuer, targets, running);
    if (issuer.live === undefined) return report;
    const restored = report.stoppedBy === null ? null : ((await issuer.restore?.()) ?? null);
    return { ...report, live: { issuer: issuer.live, restored } };
  } catch (error) {
    // Nobody knows then how far it came.
    await issuer.restore?.();
    throw error;
  } finally {
    for (const target of targets) target.close();
    await issuer.close();
  }
}

async function observe(
  scenario: Scenario,
  issuer: ScenarioIssuer,
  targets: readonly Target[],
  { clock, told, machineLateSecondsAtMost, stop = new RunStop(), onProgress = () => {} }: Running,
): Promise<ScenarioReport> {
  const measures = new Measures(clock, scenario);
  await lookOr(measures, undefined, () => warmUp(issuer, targets));
  const waitedBefore = sumOf(targets, waitsOf);
  const startedAtSeconds = clock.nowSeconds();
  const span: RunSpan = { clock, stop, endsAtSeconds: startedAtSeconds + scenario.durationSeconds };
  const { traffic } = scenario;
  const clients = targets.map((target, client) =>
    runClient({ client, issuer, target, traffic, measures, ...span }),
  );
  const counting = countKeys(scenario, issuer, measures, span);
  const attackers = runAttackers({ issuer, targets, measures, ...span });
  const alarm = new AlarmWatch(clock);
  const watching = alarm.watch(() => issuer.isAlarmed?.() ?? false, span);
  const telling = tellProgress(scenario, measures, span, onProgress);
  const crowd: Crowd = {
    clock,
    parties: targets.length,
    async tryBad(bad, party) {
      const target = targets[party];
      if (target !== undefined) await tryToken(bad, target, measures, clock);
    },
  };
  const notes = { measures, alarm, crowd };
  const events = await Promise.all(scenario.events.map((event) => runEvent(event, issuer, notes, span)));
  await Promise.all([...clients, counting, attackers, watching, telling]);
  const waited = sumOf(targets, waitsOf);
  const figures = measures.figures({
    keySetRequests: issuer.keySetRequests(),
    span: { startedAtSeconds, endedAtSeconds: span.endsAtSeconds },
    knownKidWaits: waited === null || waitedBefore === null ? null : waited - waitedBefore,
    machineLateSecondsAtMost: machineLateSecondsAtMost(),
    alarmSeconds: alarm.alarmSeconds,
    keySetBytesAtMost: issuer.keySetBytesAtMost?.() ?? null,
    partyAlarms: sumOf(targets, (target) => target.alarms?.()),
    ringChanges: await lookOr(measures, null, async () => (await issuer.ringChanges?.()) ?? null),
  });
  const judgement = judge(figures, events, scenario.bars, scenario.patience, stop.by);
  const endedAtSeconds = clock.nowSeconds();
  return {
    scenario: scenario.name,
    drill: scenario.drill ?? null,
    title: scenario.title,
    ...judgement,
    stoppedBy: stop.by,
    live: null,
    ...told,
    startedAtSeconds,
    endedAtSeconds,
    parties: targets.length,
    clients: traffic.clients,
    figures,
    events,
    rejects: measures.shownRejects(),
    timeline: measures.timeline.draw({
      ...{ scenario, events, startedAtSeconds, endedAtSeconds, requests: issuer.keySetRequests() },
      about: [judgement.verdict, ...judgement.reasons].join('; '),
    }),
  };
}

/** What is done once (a slow hash of the client's secret, discovery) is not the traffic under drill. */
async function warmUp(issuer: ScenarioIssuer, targets: readonly Target[]): Promise<void> {
  const first = await issuer.issueToken(0);
  await Promise.all(targets.map((target) => target.present(first)));
}

const waitsOf = (target: Target) => target.knownKidWaits?.();

/** Null where one of them cannot tell. */
function sumOf(targets: readonly Target[], countOf: (target: Target) => number | undefined): number | null {
  const counts = targets.map((target) => countOf(target) ?? null);
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

/** Where it is written down what an event did. */
interface Notes {
  readonly measures: Measures;
  readonly alarm: AlarmWatch;
  readonly crowd: Crowd;
}

async function runEvent(
  event: ScenarioEvent,
  issuer: ScenarioIssuer,
  notes: Notes,
  { clock, stop }: RunSpan,
): Promise<ScenarioEvent & EventOutcome> {
  await stop.pause(clock, event.atSeconds * 1000);
  if (stop.by !== null) return { ...event, outcome: STOPPED, rule: null };
  try {
    return { ...event, ...(await happen(event, issuer, notes, clock)) };
  } catch (error) {
    return { ...event, outcome: 'failed', rule: reasonOf(error) };
  }
}

async function happen(
  event: ScenarioEvent,
  issuer: ScenarioIssuer,
  { measures, alarm, crowd }: Notes,
  clock: Clock,
): Promise<EventOutcome> {
  const atSeconds = clock.nowSeconds();
  const { perform, endsSigning = false, raisesAlarm = false } = eventKind(event);
  if (endsSigning) measures.noteSigningEnds();
  if (raisesAlarm) alarm.noteFault();
  const performed = await perform(event, issuer, crowd);
  const { revokedKid, forced, outage, spoilsSigner, ...outcome } = performed;
  if (outcome.outcome !== 'done') return outcome;
  if (revokedKid !== undefined) measures.noteRevoked(revokedKid, atSeconds);
  if (forced === true) measures.noteForced(atSeconds);
  if (spoilsSigner === true) measures.signers.noteFault(atSeconds);
  if (outage !== undefined) measures.noteOutage(outage, atSeconds);
  return outcome;
}

const COUNT_EVERY_MILLISECONDS = 250;

async function countKeys(
  scenario: Scenario,
  issuer: ScenarioIssuer,
  measures: Measures,
  span: RunSpan,
): Promise<void> {
  const named = scenario.events.flatMap((event) => ('series' in event ? [event.series] : []));
  const names = new Set([...named, ...(scenario.series ?? [])]);
  while (!isOver(span)) {
    for (const series of names)
      measures.notePublished(await lookOr(measures, [], () => issuer.publishedKeys(series)));
    await span.stop.pause(span.clock, COUNT_EVERY_MILLISECONDS);
  }
}
