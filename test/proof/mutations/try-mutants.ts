import { type Found, findCounterexample } from './find-counterexample.js';
import type { Mutant } from './mutant.js';
import { mutants } from './mutants.js';
import { searches } from './searches.js';
import { mutantCalls, switchTo } from './switch.js';

/** One mutant, and how it was found. */
export interface TriedMutant {
  readonly name: string;
  readonly rule: string;
  readonly by: string;
  /** Undefined: it went unseen, so the proof is blind to it. */
  readonly found: Found | undefined;
}

/** Puts each mutant in the place of what ships, one at a time. Needs open seams. */
export function tryMutants(seed: number): readonly TriedMutant[] {
  return mutants.map((mutant) => tryMutant(mutant, seed));
}

export function tryMutant(mutant: Mutant, seed: number, shrinks = true): TriedMutant {
  const search = searches[mutant.name];
  if (search === undefined) throw new Error(`nobody says where to look for: ${mutant.name}`);
  switchTo(mutant);
  try {
    const found = findCounterexample(search, seed, shrinks);
    if (mutantCalls() === 0) throw new Error(`${mutant.name} was never asked: the seams are closed`);
    const by = search.by === 'small scope' ? `small scope, ${search.scope}` : search.by;
    return { name: mutant.name, rule: mutant.rule, by, found };
  } finally {
    switchTo(undefined);
  }
}
