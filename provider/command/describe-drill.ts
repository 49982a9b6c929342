import type { ScenarioReport } from '../scenario/report.js';
import type { Scenario } from '../scenario/scenario.js';

type Described = Pick<ScenarioReport, 'scenario' | 'title' | 'verdict' | 'reasons'> & {
  readonly bars: readonly { readonly met: boolean }[];
  readonly figures: Pick<
    ScenarioReport['figures'],
    | 'validTokensTried'
    | 'falseRejects'
    | 'falseRejectRateBound95'
    | 'badTokensTried'
    | 'falseAccepts'
    | 'signingKids'
    | 'keySetRequests'
    | 'exposureTailSeconds'
    | 'classes'
    | 'herdPerSecondPeak'
  >;
};

/** A report for a person: the verdict first, then what stood in the way, then what was counted. */
export function describeDrill({ scenario, title, verdict, reasons, bars, figures }: Described): string {
  const { validTokensTried: tried, falseRejects, falseRejectRateBound95: bound } = figures;
  const atMost = bound === null ? '' : ` (with 95 % confidence fewer than ${formatShare(bound)})`;
  const counted = [
    `${tried} valid tokens tried, ${falseRejects} not accepted${atMost}`,
    ...(figures.badTokensTried > 0
      ? [`${figures.badTokensTried} bad tokens tried, ${figures.falseAccepts} accepted where none may be`]
      : []),
    ...describeCost(figures),
    `${figures.signingKids.length} keys signed, ${figures.keySetRequests} requests for the key set`,
  ];
  const missed = bars.filter(({ met }) => !met).length;
  return [
    `${verdict.toUpperCase()}  ${scenario}: ${title}`,
    ...reasons.map((reason) => `      because ${reason}`),
    ...counted.map((line) => `      ${line}`),
    `      ${bars.length - missed} of ${bars.length} bars met`,
  ].join('\n');
}

/** What a hand-over cost that nobody could know of. */
function describeCost({
  exposureTailSeconds,
  classes,
  herdPerSecondPeak,
}: Described['figures']): readonly string[] {
  const gaps = Object.entries(classes).flatMap(([name, { gapSeconds }]) =>
    gapSeconds === null ? [] : [`${name} parties refused the new key for ${seconds(gapSeconds)}`],
  );
  return [
    ...(exposureTailSeconds > 0
      ? [`a token of the revoked key was accepted up to ${seconds(exposureTailSeconds)} after the revocation`]
      : []),
    ...gaps,
    ...(herdPerSecondPeak > 0 ? [`tokens forced up to ${herdPerSecondPeak} fetches a second`] : []),
  ];
}

const seconds = (number: number) => `${number.toFixed(1)} s`;

/** One line a drill. */
export function describeDrills(scenarios: readonly Scenario[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, title }) => `${name.padEnd(width)}  ${title}`).join('\n');
}

function formatShare(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
