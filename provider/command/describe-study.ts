import type { PolicyRow } from '../ring/check-policy.js';
import type { BehaviourFigures, FleetReport } from '../simulator/fleet-report.js';
import type { OriginRate } from '../simulator/origin-rate.js';

/** A study as a person reads it: the origin, a table of the behaviours, then a verdict with its cure for each. */
export function describeStudy(report: FleetReport, broken: readonly PolicyRow[]): readonly string[] {
  const { parties, partyHours, durationSeconds, seed, issuer, origin, bucketSeconds } = report;
  return [
    `${parties} parties over ${durationSeconds} s (${Math.round(partyHours)} party-hours, seed ${seed})`,
    ...broken.map(({ rule, what, cure }) => `the policy breaks ${rule} (${what}): ${cure}`),
    ...(broken.length === 0
      ? []
      : [
          'no provider starts on it; below is what its rotation rules would do, which never go below I1 and I3',
        ]),
    ...issuer.map(({ atSeconds, what, kid }) => `  at ${atSeconds} s  ${kid} ${what}`),
    '',
    `the origin is asked ${round(origin.steadyPerSecond)} times a second; ${describePeak(origin)} (in ${bucketSeconds} s)`,
    '',
    ...table(report.behaviours),
    ...report.behaviours.flatMap(describeVerdict),
  ];
}

function describePeak({ peakPerSecond, peakAtSeconds, peakOverSteady, ...rest }: OriginRate): string {
  const parts = [
    `most at ${peakAtSeconds} s: ${round(peakPerSecond)} a second`,
    `${times(peakOverSteady)} the steady rate`,
    ...(rest.afterRevocation === null ? [] : [`before the revocation ${times(rest.beforeRevocation)}`]),
  ];
  return parts.join(', ');
}

const heads = [
  'behaviour',
  'parties',
  'requests a party a day',
  'peak / steady',
  'after a revocation',
  'valid tokens refused',
  'in the gap (E3)',
  'revoked key accepted for',
  'bound',
];

function table(behaviours: readonly BehaviourFigures[]): readonly string[] {
  const rows = behaviours.map(
    ({ name, parties, requestsPerPartyPerDay, rate, refusedTokens, gapTokens, exposure }) => [
      name,
      String(parties),
      round(requestsPerPartyPerDay),
      times(rate.beforeRevocation),
      times(rate.afterRevocation),
      String(refusedTokens),
      String(gapTokens),
      exposure === null ? '-' : describeExposure(exposure),
      exposure === null ? '-' : exposure.boundSeconds === null ? 'none' : `${exposure.boundSeconds} s`,
    ],
  );
  const widths = heads.map((head, at) => Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)));
  return [heads, ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function describeExposure({
  medianSeconds,
  p99Seconds,
  mostSeconds,
  stillExposed,
}: NonNullable<BehaviourFigures['exposure']>): string {
  const left = stillExposed === 0 ? [] : [`${stillExposed} to the end`];
  const dropped =
    mostSeconds === null ? [] : [`${medianSeconds} s median, ${p99Seconds} s p99, ${mostSeconds} s most`];
  return [...dropped, ...left].join('; ') || '-';
}

function describeVerdict({
  name,
  title,
  verdict,
  adoptions,
  refusingParties,
  refusedTokens,
}: BehaviourFigures): readonly string[] {
  return [
    '',
    `${name} (${title})`,
    `  rotation: ${verdict.rotation}`,
    `  revocation: ${verdict.revocation}`,
    ...adoptions.map(
      ({ kid, parties, aheadOfSigning, medianSeconds, p99Seconds, mostSeconds, never }) =>
        `  ${kid}: ${aheadOfSigning} of ${parties} parties held it before it signed` +
        (mostSeconds === null
          ? ''
          : `; ${medianSeconds} s median, ${p99Seconds} s p99, ${mostSeconds} s most after it was published`) +
        (never === 0 ? '' : `; ${never} never did`),
    ),
    ...(refusedTokens === 0 ? [] : [`  ${refusedTokens} valid tokens refused by ${refusingParties} parties`]),
    ...(verdict.cure === null ? [] : [`  cure: ${verdict.cure}`]),
  ];
}

const round = (number: number) => (number >= 100 ? String(Math.round(number)) : number.toPrecision(3));

const times = (ratio: number | null) => (ratio === null ? '-' : `${ratio.toFixed(1)}x`);
