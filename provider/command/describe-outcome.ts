import type { RevocationConsequences } from '../ring/exposure.js';
import type { Foresight } from '../rotator/foresight.js';
import type { StepSummary } from '../rotator/journal-facts.js';
import type { VerbOutcome } from '../rotator/rotator.js';

/** What a verb did, for a person. */
export function describeOutcome({ outcome, steps, guard, epoch, nextChangeAtSeconds }: VerbOutcome): string {
  const next =
    nextChangeAtSeconds === null ? 'nothing foreseen' : new Date(nextChangeAtSeconds * 1000).toISOString();
  return [
    `${outcome} (epoch ${epoch}; next change: ${next})`,
    ...steps.map(describeStep),
    ...(guard === undefined ? [] : [`  ${guard.rule}: ${guard.message}; ${guard.cure}`]),
  ].join('\n');
}

/** What a verb would do, for a person. */
export function describeForesight({
  outcome,
  steps,
  guard,
  overrides,
  consequences,
  epoch,
}: Foresight): string {
  return [
    `${outcome} (epoch ${epoch})`,
    ...steps.map(describeStep),
    ...(guard === undefined ? [] : [`  ${guard.rule}: ${guard.message}; ${guard.cure}`]),
    ...(overrides === undefined ? [] : [`  forced over ${overrides.rule}: ${overrides.message}`]),
    ...(overrides?.waitSeconds == null
      ? []
      : [`  good tokens may be refused for ${overrides.waitSeconds} s`]),
    ...(consequences === undefined ? [] : describeConsequences(consequences)),
  ].join('\n');
}

const madeLater: ReadonlySet<StepSummary['do']> = new Set(['publish', 'publish-cold', 'activate']);

function describeStep({ do: verb, series, kid }: StepSummary): string {
  return `  ${verb} ${series ?? ''} ${kid ?? (madeLater.has(verb) ? '(a new key)' : '')}`.trimEnd();
}

function describeConsequences({
  exposureSeconds,
  collateralIssuanceSeconds,
  gapSeconds,
}: RevocationConsequences): readonly string[] {
  return [
    `forged tokens are refused everywhere after ${exposureSeconds.healthy} s;`,
    `  ${exposureSeconds.replicaCutOff} s behind a replica cut off from the store, ${exposureSeconds.fetchesBlocked} s with fetches blocked`,
    `good tokens of up to ${collateralIssuanceSeconds} s of issuance fail as parties drop the key`,
    `new tokens may be refused for ${Math.ceil(gapSeconds.refetching)} s by parties that refetch, ${Math.ceil(gapSeconds.expiryOnly)} s by the rest`,
  ];
}
