import type { TlsFiles } from '../../provider/http/tls-files.js';
import { runReal } from '../../provider/scenario/run-real.js';
import type { Scenario } from '../../provider/scenario/scenario.js';
import type { Party } from '../parties/party.js';
import type { Observation, Row } from './row.js';
import { Stand } from './stand.js';

/** The issuer goes on minting, since the engine has no scenario without traffic; nobody is shown what it mints. */
const noTraffic = { clients: 1, pauseMilliseconds: 500, presentAtSeconds: [] };
/** The lab has one bar for each row, and its own. */
const noBars = {
  falseRejects: Number.POSITIVE_INFINITY,
  unknownKids: Number.POSITIVE_INFINITY,
  publishedKeys: 0,
  validTokensTried: 0,
  signingKids: 0,
};
/** The watch sums up how late each of its looks was: past this, hardly anything but waiting for the machine was done. */
const patience = { lateSeconds: 3.5, withinSeconds: 5 };
/** A run in which the machine lost more is played again. */
const TRIES = 2;

export interface RowRun {
  /** Null: what the row is about never happened. */
  readonly observation: Observation | null;
  /** The machine lost more time than a run may lose, each time that it was tried. */
  readonly stalled: boolean;
}

/** Plays one row against one party on the scenario engine, in real time; again where the machine stalled. */
export async function runRow(row: Row, party: Party, tls: TlsFiles): Promise<RowRun> {
  for (let tries = 1; ; tries += 1) {
    const run = await playOnce(row, party, tls);
    if (!run.stalled || tries === TRIES) return run;
  }
}

async function playOnce(row: Row, party: Party, tls: TlsFiles): Promise<RowRun> {
  let stand: Stand | undefined;
  const report = await runReal(
    scenarioOf(row),
    (stage) => ({
      async startIssuer() {
        stand = await Stand.open(stage, party, row);
        return stand;
      },
      startTarget: () => stand?.target ?? never(),
    }),
    { tls },
  );
  const failed = report.events.find(({ outcome }) => outcome !== 'done');
  if (failed !== undefined) throw new Error(`${row.id}: ${failed.do} ${failed.outcome}: ${failed.rule}`);
  return {
    observation: row.observe(stand ?? never(), report),
    stalled: (report.figures.machineLateSecondsAtMost ?? 0) > patience.lateSeconds,
  };
}

function scenarioOf({ id, title, durationSeconds, traffic = noTraffic, acts }: Row): Scenario {
  return {
    name: `lab-${id}`,
    title,
    durationSeconds,
    traffic,
    events: acts.map(({ atSeconds, name }) => ({ atSeconds, do: 'play', act: name })),
    bars: noBars,
    patience,
  };
}

function never(): never {
  throw new Error('the engine starts the issuer first');
}
