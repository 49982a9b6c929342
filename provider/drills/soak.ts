import { profiles } from '@keyturn/shared/profiles';
import type { ScenarioEvent } from '../scenario/scenario-event.js';
import { createSeededDraw } from '../scenario/seeded-draw.js';
import type { OriginFault, ScenarioIssuer } from '../scenario/world.js';
import type { CastDrill, CastParts } from './cast.js';
import { drillPatience } from './drill-patience.js';
import { DrillProcess } from './drill-process.js';
import { DrillStore } from './drill-store.js';
import { shortOutageSeconds } from './key-set-outage.js';
import { harmlessToTokens, TOKEN_SERIES, tokenTraffic } from './token-bars.js';
import { startTokenIssuer } from './token-issuer.js';
import { createVerifierTarget } from './verifier-target.js';

const OPERATIONS = 1000;
const SEED = 1;
const { verifier, rotation } = profiles.drill;
/** Between two outages: all have fetched again. */
const restSeconds = verifier.maxBackoffSeconds + rotation.jwksMaxAgeSeconds + 1;
const faults: readonly OriginFault[] = ['unavailable', 'hang', 'reset', 'refuse'];

/**
 * Pure: so many operations by chance, from half a second to three apart. Rotations come sooner than their lead allows and
 * rollbacks where there is nothing to go back to: a guard may refuse those, and nobody may notice either way.
 */
export function drawOperations(operations: number, seed: number): readonly ScenarioEvent[] {
  const draw = createSeededDraw(seed);
  let atSeconds = 1;
  let outageEndsAtSeconds = 0;
  return Array.from({ length: operations }, (): ScenarioEvent => {
    atSeconds += 0.5 + 2.5 * draw();
    const chance = draw();
    if (chance < 0.15 && atSeconds > outageEndsAtSeconds + restSeconds) {
      const forSeconds = 0.5 + draw() * (shortOutageSeconds - 0.5);
      outageEndsAtSeconds = atSeconds + forSeconds;
      const how = faults[Math.floor(draw() * faults.length)] ?? 'unavailable';
      return { atSeconds, do: 'break-origin', how, forSeconds };
    }
    const verb = chance < 0.7 ? 'rotate' : 'roll-back';
    return { atSeconds, do: verb, series: TOKEN_SERIES, mayBeRefused: true };
  });
}

const events = drawOperations(OPERATIONS, SEED);

/** D32: a thousand operations by chance, in scaled time. The seed of the drill is that of the network besides. */
export const soak: CastDrill = {
  scenario: {
    name: 'soak',
    drill: 'D32',
    title: `${OPERATIONS} rotations, rollbacks and outages by chance: nobody notices any of them`,
    durationSeconds: Math.ceil(events.at(-1)?.atSeconds ?? 0) + 5,
    traffic: { ...tokenTraffic, clients: 2, pauseMilliseconds: 2500 },
    events,
    bars: {
      ...harmlessToTokens,
      knownKidWaits: 0,
      keysLost: 0,
      brokenRules: 0,
      falseAccepts: 0,
      publishedKeys: 6,
      validTokensTried: 3000,
      signingKids: 50,
    },
    patience: drillPatience,
    isInScaledTime: true,
  },
  cast: {
    startIssuer: startWitnessedIssuer,
    startTarget: (issuer, _party, stage) => createVerifierTarget(stage, issuer),
  },
};

/** Each ring that it commits is judged by every rule that rings show. */
async function startWitnessedIssuer(parts: CastParts): Promise<ScenarioIssuer> {
  const { clock } = parts.stage;
  const store = new DrillStore(clock, parts.openReplicaStore);
  const ringStore = await store.openFor(DrillProcess.onlooker(clock));
  const issuer = await startTokenIssuer({ ...parts, alg: TOKEN_SERIES, ringStore });
  store.beginCounting();
  return { ...issuer, ringChanges: () => store.changes() };
}
