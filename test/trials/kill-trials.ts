import { expect } from 'vitest';
import { RingWitness } from '../../provider/drills/ring-witness.js';
import type { ScenarioReport } from '../../provider/scenario/report.js';
import { runReal } from '../../provider/scenario/run-real.js';
import type { Scenario } from '../../provider/scenario/scenario.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { type KillTally, killWorld, newTally } from './kill-world.js';
import { killableFileStore } from './killable-file-store.js';
import { killableRedisStore } from './killable-redis-store.js';
import type { KillableStore } from './killable-store.js';
import { startParty } from './party.js';
import { createProcessIssuer } from './process-issuer.js';
import { killRotation, trialPatience } from './trial-terms.js';

/** What all rounds found. */
interface KillFindings {
  readonly tally: KillTally;
  readonly reports: readonly ScenarioReport[];
  readonly witness: RingWitness;
}

const { maxTokenLifetimeSeconds } = killRotation;

/** After so many rounds the rest of the kills does not come, or the machine stalls. */
const MOST_ROUNDS = 12;

const hasStalled = ({ verdict }: ScenarioReport) => verdict === 'inconclusive';

/** Traffic goes on until the last token of the last kill is at its end. */
function round(when: 'each-write' | 'at-random', forSeconds: number): Scenario {
  return {
    name: 'killed',
    title: `a process that is killed ${when} and started again: nobody notices`,
    durationSeconds: forSeconds + maxTokenLifetimeSeconds,
    traffic: {
      clients: 3,
      pauseMilliseconds: 400,
      presentAtSeconds: [0, maxTokenLifetimeSeconds / 2, maxTokenLifetimeSeconds - 2],
    },
    events: [{ atSeconds: 0, do: 'kill', when, forSeconds }],
    bars: {
      falseRejects: 0,
      // What a process owed when it was killed: the client asks again. What was handed out is what counts.
      issueFailures: Number.POSITIVE_INFINITY,
      unknownKids: 0,
      publishedKeys: Number.POSITIVE_INFINITY,
      validTokensTried: 50,
      signingKids: 1,
    },
    patience: trialPatience,
  };
}

/**
 * Rounds until so many were killed in their writes, and so many at random. What a stall of the machine explains is excused
 * by the engine, so that a busy one makes this long and nothing else.
 */
async function runKillTrials(
  folder: string,
  store: KillableStore,
  atLeast: KillCounts,
  roundSeconds: number,
): Promise<KillFindings> {
  const place = await createProcessIssuer(folder, store.configuration, killRotation, {
    // A look from outside begins anew with each process, and none lives for a lead: O1 would hold back every rotation.
    preflight: { enabled: false },
  });
  const witnessed = await store.open(place.issuer);
  const witness = new RingWitness(witnessed);
  const tally = newTally();
  const reports: ScenarioReport[] = [];
  const stand = { place, store, witness, tally };
  const isEnough = () => tally.inWrites >= atLeast.inWrites && tally.atRandom >= atLeast.atRandom;
  while (!isEnough() && reports.length < MOST_ROUNDS) {
    // At random first: a new ring has nothing to write before its first lead is over.
    const when = tally.atRandom < atLeast.atRandom ? 'at-random' : 'each-write';
    reports.push(await runReal(round(when, roundSeconds), () => killWorld(stand, startParty)));
    console.log(describeTrials(store.name, { tally, reports, witness }));
  }
  await witnessed.close();
  return { tally, reports, witness };
}

type KillCounts = Pick<KillTally, 'inWrites' | 'atRandom'>;

/** Kills on the file store and on Redis, side by side, and judges what is left. */
export async function expectKillsUnnoticed(atLeast: KillCounts, roundSeconds: number): Promise<void> {
  const folders = [await scratchFolder(), await scratchFolder()] as const;
  const stores = [killableFileStore(folders[0]), await killableRedisStore()] as const;
  try {
    const found = await Promise.all(
      stores.map((store, at) => runKillTrials(folders[at] ?? '', store, atLeast, roundSeconds)),
    );
    for (const { tally, witness, reports } of found) {
      expect(witness.findings).toEqual([]);
      for (const { verdict, reasons } of reports) expect(verdict, reasons.join('; ')).not.toBe('fail');
      // A machine that stalled in most rounds may have let nothing turn, and proves nothing either way.
      if (reports.filter(hasStalled).length > reports.length / 2) continue;
      expect(tally.inWrites).toBeGreaterThanOrEqual(atLeast.inWrites);
      // The first of each series is no rotation.
      expect(witness.activations).toBeGreaterThan(killRotation.series.length);
    }
  } finally {
    for (const store of stores) await store.close();
  }
}

/** The sum of all rounds, for a person to read. */
function describeTrials(name: string, { tally, reports, witness }: KillFindings): string {
  const sum = (figure: 'validTokensTried' | 'falseRejects' | 'tokensIssued' | 'issueFailures') =>
    reports.reduce((total, { figures }) => total + figures[figure], 0);
  const tried = sum('validTokensTried');
  const stalled = reports.filter(({ verdict }) => verdict === 'inconclusive').length;
  return (
    `${name}: ${tally.inWrites} kills in a write, ${tally.atRandom} at random; ${sum('tokensIssued')} tokens, ` +
    `${tried} presentations, ${sum('falseRejects')} refused (3/n ${(3 / tried).toExponential(1)}), ` +
    `${JSON.stringify(answersOf(reports))}, ${sum('issueFailures')} not issued; ${witness.activations - killRotation.series.length} rotations, ` +
    `${witness.publications} keys; ${witness.looks} looks at the store, ${witness.findings.length} findings; ` +
    `${reports.length} rounds, ${stalled} of them on a machine that stalled`
  );
}

/** Why tokens were refused, of the first in each round. */
function answersOf(reports: readonly ScenarioReport[]): readonly string[] {
  return [...new Set(reports.flatMap(({ rejects }) => rejects.map(({ code }) => code ?? 'unknown')))];
}
