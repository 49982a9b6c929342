import { expect } from 'vitest';
import { RingWitness } from '../../provider/drills/ring-witness.js';
import type { ScenarioReport } from '../../provider/scenario/report.js';
import { runReal } from '../../provider/scenario/run-real.js';
import type { Scenario } from '../../provider/scenario/scenario.js';
import { createSharedRingStore } from '../../provider/stores/shared-ring-store.js';
import type { SharedKind } from '../interop/shared-kinds.js';
import { scratchFolder } from '../support/scratch-folder.js';
import { createProcessIssuer } from './process-issuer.js';
import { replicaWorld } from './replica-world.js';
import { trialPatience, turnRotation } from './trial-terms.js';

const { publishLeadSeconds, retentionSeconds, maxTokenLifetimeSeconds } = turnRotation;
/** A lead, and as much again as a busy machine takes. */
const TURN_SECONDS = publishLeadSeconds + 1;
/** Until each replica has looked at the public address for a whole lead (O1). */
const FIRST_TURN_SECONDS = TURN_SECONDS + 2;

function turns(times: number): Scenario {
  return {
    name: 'replicas-turn',
    title: 'four replicas are asked for each rotation at one instant, and their schedules wake at it too',
    durationSeconds: FIRST_TURN_SECONDS + times * TURN_SECONDS + maxTokenLifetimeSeconds,
    traffic: {
      clients: 3,
      pauseMilliseconds: 200,
      presentAtSeconds: [0, maxTokenLifetimeSeconds / 2, maxTokenLifetimeSeconds - 2],
    },
    events: Array.from({ length: times }, (_, turn) => ({
      atSeconds: FIRST_TURN_SECONDS + turn * TURN_SECONDS,
      do: 'rotate' as const,
      series: 'tokens',
    })),
    bars: {
      falseRejects: 0,
      unknownKids: 0,
      // A standby, a signer, and who signed within the retention.
      publishedKeys: 2 + Math.ceil((retentionSeconds + 1) / publishLeadSeconds),
      validTokensTried: 100,
      signingKids: times,
    },
    patience: trialPatience,
  };
}

const RUNS_AT_MOST = 3;

/** One new key for each turn, and nobody refused. What a machine that stalls made inconclusive is tried again. */
export async function expectOneKeyEachTurn(kind: SharedKind, times: number): Promise<void> {
  let report = await turnOnce(kind, times);
  for (let run = 1; run < RUNS_AT_MOST && report.verdict === 'inconclusive'; run++)
    report = await turnOnce(kind, times);
  const { verdict, reasons, events } = report;
  expect(verdict, reasons.join('; ')).not.toBe('fail');
  // A machine that stalls in every run proves nothing, and is no fault of the keys.
  if (verdict === 'inconclusive') expect(reasons[0]).toMatch(/^the machine stalled/);
  else expect(events.map(({ outcome }) => outcome)).toEqual(Array(times).fill('done'));
}

async function turnOnce({ name, start, connect }: SharedKind, times: number): Promise<ScenarioReport> {
  const [server, folder] = [await start(), await scratchFolder()];
  try {
    const place = await createProcessIssuer(folder, { kind: name, url: server.url }, turnRotation);
    const store = createSharedRingStore(await connect(server.url, place.issuer), name);
    const witness = new RingWitness(store);
    const heard: (readonly string[])[] = [];
    const report = await runReal(turns(times), () => replicaWorld({ place, store, witness, heard }));
    const { figures, verdict, reasons } = report;
    console.log(
      `${name}: ${times} turns by four replicas, ${witness.publications} keys, ${witness.activations} signers; ` +
        `${figures.tokensIssued} tokens, ${figures.validTokensTried} presentations, ${figures.falseRejects} refused ` +
        `(3/n ${(3 / figures.validTokensTried).toExponential(1)}), ${figures.issueFailures} not issued; ${verdict} ${reasons.join('; ')}; ` +
        `callers heard ${JSON.stringify(countOf(heard.flat()))}`,
    );
    await store.close();
    expect(witness.findings).toEqual([]);
    expect(heard.every((answers) => answers.filter((answer) => answer === 'done').length <= 1)).toBe(true);
    return report;
  } finally {
    await server.discard();
  }
}

function countOf(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
