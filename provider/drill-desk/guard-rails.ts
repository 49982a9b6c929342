import type { ProblemCode } from '../http/problem.js';
import { type DrillTerms, type DrillTraits, liveName } from './drill.js';

/** What is asked for, as far as guard rails care. */
export interface AskedDrill {
  readonly name: string;
  readonly traits: DrillTraits;
  readonly terms: DrillTerms;
  /** Whose own ring it is for, if any. */
  readonly live?: { readonly url: string; readonly isProduction: boolean } | undefined;
}

export interface RailRefusal {
  readonly code: Extract<ProblemCode, 'drill_not_allowed' | 'drill_destructive' | 'drill_not_possible'>;
  readonly detail: string;
}

/** Pure: what stands in the way of a drill before anything is begun; undefined: nothing. */
export function refuseDrill(asked: AskedDrill, allowed: readonly string[]): RailRefusal | undefined {
  const { name, traits, live } = asked;
  const entry = live === undefined ? name : liveName(name);
  if (!allowed.includes(entry))
    return { code: 'drill_not_allowed', detail: `add "${entry}" to cron.drills in the configuration` };
  if (live?.isProduction === true && traits.isDestructive)
    return {
      code: 'drill_destructive',
      detail: `${name} takes keys away or sets rules aside, and ${live.url} is marked production`,
    };
  const detail = whyImpossible(asked);
  return detail === undefined ? undefined : { code: 'drill_not_possible', detail };
}

/** Pure: why such a drill makes no sense, whoever asks for it. */
export function whyImpossible({ name, traits, terms, live }: AskedDrill): string | undefined {
  const { clock, target } = terms;
  if (live !== undefined && !traits.runsLive)
    return `${name} needs an issuer of its own: it cannot be run against a ring that others rely on`;
  if (live !== undefined && clock === 'virtual') return 'a ring that others rely on lives in real time';
  if (target === undefined) return undefined;
  if (!traits.takesTarget)
    return `${name} is about tokens that a target called with a bearer token cannot judge`;
  if (clock === 'virtual') return 'a target lives in real time: leave out the virtual clock or the target';
  return live === undefined ? undefined : 'a target is called with tokens of an issuer of the drill’s own';
}
