import type { VerbOutcome } from '../rotator/rotator.js';

/** What a verb did, for a person. */
export function describeOutcome({ outcome, steps, guard, epoch, nextChangeAtSeconds }: VerbOutcome): string {
  const next =
    nextChangeAtSeconds === null ? 'nothing foreseen' : new Date(nextChangeAtSeconds * 1000).toISOString();
  return [
    `${outcome} (epoch ${epoch}; next change: ${next})`,
    ...steps.map((step) => `  ${step.do} ${step.series ?? ''} ${step.kid ?? ''}`.trimEnd()),
    ...(guard === undefined ? [] : [`  ${guard.rule}: ${guard.message}; ${guard.cure}`]),
  ].join('\n');
}
