import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import pLimit from 'p-limit';
import type { TlsFiles } from '../../provider/http/tls-files.js';
import { loopbackTls } from '../relying-party/fetch/loopback-tls.js';
import { describeWhatIsMissing } from './debian-service.js';
import type { Entrant } from './entrant.js';
import { otherEntrants, ourEntrant } from './entrants.js';
import type { ListedEntrant, Score, ScoreBoard } from './results.js';
import { toRound, toScore } from './results.js';
import { type Round, rounds } from './rounds.js';
import { drillTrustPaths } from './trust-paths.js';

/**
 * What two cores carry beside each other: everybody in one round and no more. All rounds at once (over forty drills, each
 * with an issuer and two copies of a party) took the processor away from each other as they started, and little was said.
 */
const DRILLS_AT_ONCE = 12;

export interface ScoreBoardTerms {
  /** Where the https pair of issuers is written. */
  readonly folder: string;
  readonly rounds?: readonly Round[];
  readonly others?: readonly Entrant[];
  readonly tell?: (line: string) => void;
}

/** Drills everybody in real time: our trust paths one after the other, and then all parties, so many at once. */
export async function runScoreBoard(terms: ScoreBoardTerms): Promise<ScoreBoard> {
  const { tell = () => {} } = terms;
  const startedAtSeconds = systemClock.nowSeconds();
  const tls = writePair(terms.folder);
  const leftOut = (terms.others ?? otherEntrants).flatMap(({ name, packages = [] }) => {
    const why = describeWhatIsMissing(packages);
    if (why === undefined) return [];
    tell(`${name} is left out: ${why}`);
    return [{ name, why }];
  });
  const isHere = ({ name }: Entrant) => leftOut.every((left) => left.name !== name);
  const others = (terms.others ?? otherEntrants).filter(isHere);
  const entrants = [ourEntrant, ...others];
  const inTurn = pLimit(DRILLS_AT_ONCE);
  const playInTurn = (round: Round, entrant: Entrant) =>
    inTurn(() => {
      tell(`${round.name} …`);
      return play(round, entrant, tls);
    });
  const playRound = async (round: Round) => {
    const scores = await Promise.all(entrants.map((each) => playInTurn(round, each)));
    const [own, ...rest] = scores;
    if (own === undefined) throw new TypeError('our own is always drilled');
    return toRound(round, own, Object.fromEntries(others.map(({ name }, at) => [name, rest[at] as Score])));
  };
  const paths = await drillTrustPaths(tell);
  const played = await Promise.all((terms.rounds ?? rounds).map(playRound));
  return {
    date: new Date(startedAtSeconds * 1000).toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      platform: `${process.platform}-${process.arch}`,
    },
    node: process.versions.node,
    ours: list(ourEntrant),
    others: others.map(list),
    leftOut,
    trustPaths: paths,
    drillsAtOnce: DRILLS_AT_ONCE,
    rounds: played,
    tookSeconds: Math.round(systemClock.nowSeconds() - startedAtSeconds),
  };
}

const play = async (round: Round, entrant: Entrant, tls: TlsFiles) => toScore(await round.play(entrant, tls));

const list = ({ name, settings, versions }: Entrant): ListedEntrant => ({
  name,
  settings,
  versions: versions(),
});

function writePair(folder: string): TlsFiles {
  const tls = { certificateFile: join(folder, 'tls.pem'), keyFile: join(folder, 'tls.key') };
  writeFileSync(tls.certificateFile, loopbackTls.cert);
  writeFileSync(tls.keyFile, loopbackTls.key);
  return tls;
}
