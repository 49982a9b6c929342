import type { ScenarioReport } from '../../provider/scenario/report.js';
import type { Verdict } from '../../provider/scenario/verdict.js';
import type { Entrant } from './entrant.js';
import type { Round } from './rounds.js';

/** What one drill came to for one party. */
export interface Score {
  readonly verdict: Verdict;
  readonly validTokensTried: number;
  readonly falseRejects: number;
  /** 3/n, where none was refused. */
  readonly bound95: number | null;
  /** From the first token of a key to its first acceptance, the longest of all keys and clients. */
  readonly tailSeconds: number;
  /** Of the key set, each of the copies that were started. */
  readonly fetchesPerParty: number;
  /** The machine lost more time than the drill allows, so that a verdict is none. */
  readonly stalled: boolean;
}

/** One of our trust paths under its own drill. */
export interface TrustPathScore extends Score {
  readonly path: 'discovery' | 'x5c' | 'jwc';
  readonly drill: string;
  readonly title: string;
  /** Forgeries, and tokens of what was revoked. */
  readonly badTokensTried: number;
  readonly falseAccepts: number;
}

interface Told extends Pick<Round, 'name' | 'title' | 'pace'> {
  readonly ours: Score;
}

export interface PublicRound extends Told {
  readonly private: false;
  readonly others: Readonly<Record<string, Score>>;
}

export interface PrivateRound extends Told {
  readonly private: true;
  /** How many were drilled; how many did not accept some good token; and of how many nothing can be said. */
  readonly others: { readonly drilled: number; readonly harmed: number; readonly unsaid: number };
}

export interface ListedEntrant extends Pick<Entrant, 'name' | 'settings'> {
  readonly versions: Readonly<Record<string, string>>;
}

export interface ScoreBoard {
  readonly date: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly platform: string };
  readonly node: string;
  readonly tookSeconds: number;
  /** How many drills of other rounds than our trust paths were under way at a time. */
  readonly drillsAtOnce: number;
  readonly ours: ListedEntrant;
  readonly others: readonly ListedEntrant[];
  /** Who could not be started here, and why. */
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
  readonly trustPaths: readonly TrustPathScore[];
  readonly rounds: readonly (PublicRound | PrivateRound)[];
}

export function toScore({ verdict, reasons, figures, parties }: ScenarioReport): Score {
  const { validTokensTried, falseRejects, falseRejectRateBound95, firstAcceptanceSecondsAtMost } = figures;
  return {
    ...{ verdict, validTokensTried, falseRejects, bound95: round(falseRejectRateBound95, 5) },
    tailSeconds: round(Math.max(0, ...Object.values(firstAcceptanceSecondsAtMost)), 2) ?? 0,
    fetchesPerParty: round(figures.keySetRequests / parties, 1) ?? 0,
    stalled: reasons.some((reason) => reason.startsWith('the machine stalled')),
  };
}

/** @param others by name; of a private round nothing but counts leaves this function. */
export function toRound(
  { name, title, pace, private: isPrivate }: Round,
  ours: Score,
  others: Readonly<Record<string, Score>>,
): PublicRound | PrivateRound {
  const told = { name, title, pace, ours };
  if (isPrivate !== true) return { ...told, private: false, others };
  const scores = Object.values(others);
  const said = scores.filter(({ stalled }) => !stalled);
  return {
    ...told,
    private: true,
    others: {
      drilled: scores.length,
      harmed: said.filter(({ falseRejects }) => falseRejects > 0).length,
      unsaid: scores.length - said.length,
    },
  };
}

const round = <Maybe extends number | null>(figure: Maybe, digits: number) =>
  figure === null ? null : Number(figure.toFixed(digits));
