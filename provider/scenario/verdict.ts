import type { EventBase } from './events/event.js';
import type { Figures } from './figures.js';
import type { Bars, Patience } from './scenario.js';
import type { EventOutcome } from './world.js';

/** An event of a run, and the rule that it had to be refused by, if any. */
export type JudgedEvent = EventOutcome & Pick<EventBase, 'refusedBy' | 'toldToWait' | 'mayBeRefused'>;

/** `inconclusive`: too little was seen, the event never bit, or the machine stalled and what was found may be its doing. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** What came of an event whose time did not come, since the run was stopped. */
export const STOPPED = 'stopped';

/** So many broken rules are told; all of them are in the figures. */
const SHOWN = 5;

/** One bar held against its figure. */
export interface BarResult {
  readonly bar: keyof Bars | 'events' | 'refusals' | 'failedLooks';
  readonly figure: number;
  readonly allowed: string;
  readonly met: boolean;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly bars: readonly BarResult[];
}

/**
 * Pure: figures against bars. A fault found is a fail even with little traffic; a pass needs enough of it. A stall of the
 * machine excuses what it can cause and nothing else: no stall makes a party believe a forgery.
 */
export function judge(
  figures: Figures,
  events: readonly JudgedEvent[],
  bars: Bars,
  patience: Patience,
  stoppedBy: string | null = null,
): Judgement {
  const begun = events.filter(({ outcome }) => outcome !== STOPPED);
  const [harm, evidence] = [harmOf(figures, begun, bars), evidenceOf(figures, begun, bars)];
  const stall = describeStall(figures, patience);
  const found = harm.filter(({ met }) => !met);
  const excused = stall !== undefined && figures.falseAccepts === figures.lateAccepts;
  const missing = evidence.filter(({ met }) => !met);
  const reasons = [...found, ...missing].map(
    ({ bar, figure, allowed }) => `${bar} is ${figure}, not ${allowed}`,
  );
  const isShort = stoppedBy !== null || reasons.length > 0;
  const verdict = found.length > 0 && !excused ? 'fail' : isShort ? 'inconclusive' : 'pass';
  return {
    verdict,
    reasons: [
      ...(stoppedBy === null ? [] : [`it was stopped before its end, by ${stoppedBy}`]),
      ...(stall !== undefined && reasons.length > 0 ? [stall] : []),
      ...reasons,
      ...(found.some(({ bar }) => bar === 'brokenRules') ? (figures.brokenRules ?? []) : []).slice(0, SHOWN),
    ],
    bars: [...harm, ...evidence].filter(canBeMissed),
  };
}

function harmOf(figures: Figures, events: readonly JudgedEvent[], bars: Bars): readonly BarResult[] {
  const forbidden = events.filter(({ refusedBy }) => refusedBy !== undefined);
  return [
    atMost('falseRejects', figures.falseRejects, bars.falseRejects),
    atMost('issueFailures', figures.issueFailures, bars.issueFailures ?? 0),
    // A guard that lets through what it must refuse is harm, whoever was hurt.
    atLeast('refusals', forbidden.filter(isRefusedAsTold).length, forbidden.length),
    // Where no party can tell, a bar is not judged: a refused token still counts above.
    atMost('unknownKids', figures.unknownKids ?? 0, bars.unknownKids),
    atMost('knownKidWaits', figures.knownKidWaits ?? 0, bars.knownKidWaits ?? Number.POSITIVE_INFINITY),
    atMost('publishedKeys', figures.publishedKeysAtMost, bars.publishedKeys),
    atMost('falseAccepts', figures.falseAccepts, bars.falseAccepts ?? 0),
    atMost('wrongCodes', figures.wrongCodes, bars.wrongCodes ?? Number.POSITIVE_INFINITY),
    // What nobody wrote down, or never came, meets no bar that was set.
    ...judgedIfSet.flatMap((bar) => {
      const most = bars[bar];
      return most === undefined ? [] : [atMost(bar, figures[bar] ?? Number.POSITIVE_INFINITY, most)];
    }),
    ...(bars.brokenRules === undefined
      ? []
      : [atMost('brokenRules', figures.brokenRules?.length ?? Number.POSITIVE_INFINITY, bars.brokenRules)]),
  ];
}

const judgedIfSet = [
  'keysCreated',
  'keysLost',
  'alarmSeconds',
  'acceptedBlind',
  'keySetRequests',
  'keySetRequestsNoCache',
  'keySetBytesAtMost',
  'signerDownSeconds',
  'keySetPeakOverAverage',
  'verifyMaxMilliseconds',
] as const;

function evidenceOf(figures: Figures, events: readonly JudgedEvent[], bars: Bars): readonly BarResult[] {
  return [
    atMost('events', events.filter(isMissing).length, 0),
    atMost('failedLooks', figures.failedLooks, 0),
    atLeast('validTokensTried', figures.validTokensTried, bars.validTokensTried),
    atLeast('signingKids', figures.signingKids.length, bars.signingKids),
    atLeast('refusedToSign', figures.refusedToSign, bars.refusedToSign ?? 0),
    atLeast('badTokensTried', figures.badTokensTried, bars.badTokensTried ?? 0),
    atLeast('partyAlarms', figures.partyAlarms ?? Number.POSITIVE_INFINITY, bars.partyAlarms ?? 0),
    atLeast('crashes', figures.crashes, bars.crashes ?? 0),
    atLeast('gapRejects', figures.gapRejects, bars.gapRejects ?? 0),
    atLeast('faultsAsked', figures.faultsAsked, bars.faultsAsked ?? 0),
    atLeast('outageRejects', figures.outageRejects, bars.outageRejects ?? 0),
  ];
}

/** A figure that meets its bar whatever it is was not judged, and counts for no pass. */
function canBeMissed({ allowed }: BarResult): boolean {
  return allowed !== '<= Infinity' && allowed !== '>= 0';
}

/** It was to be done, and was not. */
function isMissing({ outcome, refusedBy, mayBeRefused }: JudgedEvent): boolean {
  return refusedBy === undefined && outcome !== 'done' && !(mayBeRefused === true && outcome === 'refused');
}

function isRefusedAsTold({ outcome, rule, refusedBy, waitSeconds, toldToWait }: JudgedEvent): boolean {
  const { atLeastSeconds = 0, atMostSeconds = Number.POSITIVE_INFINITY } = toldToWait ?? {};
  const waits = waitSeconds ?? Number.NaN;
  const isTold = toldToWait === undefined || (waits >= atLeastSeconds && waits <= atMostSeconds);
  return outcome === 'refused' && rule === refusedBy && isTold;
}

function describeStall(
  { machineLateSecondsAtMost: late }: Figures,
  { lateSeconds, withinSeconds }: Patience,
): string | undefined {
  if (late === null || late <= lateSeconds) return undefined;
  return (
    `the machine stalled: timers and the thread pool lost ${late.toFixed(2)} s within ${withinSeconds} s, ` +
    `where ${lateSeconds} s are allowed; run the drill again when it is less busy`
  );
}

function atMost(bar: BarResult['bar'], figure: number, most: number): BarResult {
  return { bar, figure, allowed: `<= ${most}`, met: figure <= most };
}

function atLeast(bar: BarResult['bar'], figure: number, least: number): BarResult {
  return { bar, figure, allowed: `>= ${least}`, met: figure >= least };
}
