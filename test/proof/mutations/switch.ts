import type { Mutant, SeamName } from './mutant.js';

let active: Mutant | undefined;
let calls = 0;

/** From now on the mutant is in the place of what it mutates; undefined: everything is as it ships. */
export function switchTo(mutant: Mutant | undefined): void {
  active = mutant;
  calls = 0;
}

/** How often the mutant was asked since it was switched on: one that never was proves nothing. */
export function mutantCalls(): number {
  return calls;
}

/** What stands in the place of a shipped function wherever it is called, within its own file too. */
export function seamed<Args extends unknown[], Result>(
  name: SeamName,
  shipped: (...args: Args) => Result,
): (...args: Args) => Result {
  return (...args) => {
    const mutate = active?.seams[name] as ((real: typeof shipped, ...args: Args) => Result) | undefined;
    if (mutate === undefined) return shipped(...args);
    calls += 1;
    return mutate(shipped, ...args);
  };
}
