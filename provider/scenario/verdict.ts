import type { Figures } from './measures.js';
import type { Bars } from './scenario.js';
import type { EventOutcome } from './world.js';

/** `inconclusive`: too little traffic, or the event never bit. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** One bar held against its figure. */
export interface BarResult {
  readonly bar: keyof Bars | 'events' | 'issueFailures';
  readonly figure: number;
  readonly allowed: string;
  readonly met: boolean;
}

/** Pure: figures against bars. A fault found is a fail even with little traffic; a pass needs enough of it. */
export function judge(
  figures: Figures,
  events: readonly EventOutcome[],
  bars: Bars,
): { verdict: Verdict; bars: readonly BarResult[] } {
  const undone = events.filter(({ outcome }) => outcome !== 'done').length;
  const harm: BarResult[] = [
    atMost('falseRejects', figures.falseRejects, bars.falseRejects),
    atMost('issueFailures', figures.issueFailures, 0),
    // Where no party can tell, the bar is not judged: a refused token still counts above.
    atMost('unknownKids', figures.unknownKids ?? 0, bars.unknownKids),
    atMost('publishedKeys', figures.publishedKeysAtMost, bars.publishedKeys),
    atMost('falseAccepts', figures.falseAccepts, bars.falseAccepts ?? 0),
    atMost('wrongCodes', figures.wrongCodes, bars.wrongCodes ?? Number.POSITIVE_INFINITY),
  ];
  const evidence: BarResult[] = [
    atMost('events', undone, 0),
    atLeast('validTokensTried', figures.validTokensTried, bars.validTokensTried),
    atLeast('signingKids', figures.signingKids.length, bars.signingKids),
    atLeast('badTokensTried', figures.badTokensTried, bars.badTokensTried ?? 0),
  ];
  const verdict = harm.some(({ met }) => !met)
    ? 'fail'
    : evidence.some(({ met }) => !met)
      ? 'inconclusive'
      : 'pass';
  return { verdict, bars: [...harm, ...evidence] };
}

function atMost(bar: BarResult['bar'], figure: number, most: number): BarResult {
  return { bar, figure, allowed: `<= ${most}`, met: figure <= most };
}

function atLeast(bar: BarResult['bar'], figure: number, least: number): BarResult {
  return { bar, figure, allowed: `>= ${least}`, met: figure >= least };
}
