import { bearerScenarios, runDrill } from '../../provider/drills/create-drills.js';
import { DRILL_AUDIENCE } from '../../provider/drills/drill-audience.js';
import { startTokenIssuer } from '../../provider/drills/token-issuer.js';
import type { TlsFiles } from '../../provider/http/tls-files.js';
import type { ScenarioReport } from '../../provider/scenario/report.js';
import { runReal } from '../../provider/scenario/run-real.js';
import type { Entrant } from './entrant.js';
import { lighten } from './light-traffic.js';
import { atDrillPace, atLibraryPace, type Paced } from './two-rotations.js';
import { ofOneKind, omittedForLong, poisonedForLong } from './wrong-sets.js';

/** One drill that everybody goes through. */
export interface Round {
  readonly name: string;
  readonly title: string;
  readonly pace: 'drill' | 'library';
  /** How the others do is told by count, never by name. */
  readonly private?: true;
  readonly play: (entrant: Entrant, tls: TlsFiles) => Promise<ScenarioReport>;
}

/** A drill of the command, in real time, with somebody else's party in place of ours. */
function drillRound(name: string, told: Pick<Round, 'private'> = {}): Round {
  const found = bearerScenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new TypeError(`${name} is no drill that judges a bearer target`);
  const scenario = lighten(ofOneKind(found));
  const { title } = scenario;
  return {
    ...{ name, title, pace: 'drill', ...told },
    play: ({ startTarget, httpsOnly }, tls) =>
      runDrill(scenario, { startTarget, ...(httpsOnly ? { tls } : {}) }),
  };
}

function pacedRound(
  { scenario, issuer }: Paced,
  pace: Round['pace'],
  told: Pick<Round, 'private'> = {},
): Round {
  const { name, title } = scenario;
  return {
    ...{ name, title, pace, ...told },
    play: ({ startTarget, httpsOnly }, tls) =>
      runReal(
        scenario,
        (stage) => ({
          startIssuer: () => startTokenIssuer({ stage, log() {}, audience: DRILL_AUDIENCE, ...issuer }),
          startTarget: (origin, party, partyClass) => startTarget(origin, party, stage, partyClass),
        }),
        httpsOnly ? { tls } : {},
      ),
  };
}

/** What is not known to be public is private. The longest is first: the others find room beside it. */
export const rounds: readonly Round[] = [
  pacedRound(atLibraryPace, 'library'),
  pacedRound(atDrillPace, 'drill'),
  drillRound('jwks-uri-moves'),
  pacedRound(omittedForLong, 'library', { private: true }),
  drillRound('jwks-outage-short', { private: true }),
  pacedRound(poisonedForLong, 'library', { private: true }),
  drillRound('grease', { private: true }),
];
