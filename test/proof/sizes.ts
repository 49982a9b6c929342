import { type SmallDurations, variants } from './scopes.js';

/** How much of the proof is run. */
export interface ProofSize {
  /** The base of the small scope: every exploration up to so many states. */
  readonly states: number;
  /** The same with each duration at its other values, fewer of each. */
  readonly statesOfVariants: number;
  readonly fleetsOfAKind: number;
  readonly historiesOfAKind: number;
}

export const sizes = {
  /** A few seconds, for every run of the tests. */
  short: { states: 300, statesOfVariants: 20, fleetsOfAKind: 60, historiesOfAKind: 20 },
  /** About a minute. */
  published: { states: 2500, statesOfVariants: 300, fleetsOfAKind: 2500, historiesOfAKind: 500 },
  /** What a machine of two cores does in about ten minutes. */
  long: { states: 25_000, statesOfVariants: 3000, fleetsOfAKind: 30_000, historiesOfAKind: 5000 },
} as const satisfies Record<string, ProofSize>;

export type SizeName = keyof typeof sizes;

/** The base of the small scope, and its variants. */
export const baseDurations: readonly Partial<SmallDurations>[] = variants.slice(0, 1);
export const otherDurations: readonly Partial<SmallDurations>[] = variants.slice(1);
