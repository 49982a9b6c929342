import { type Explored, exploreAll, type Tried, tryFleets, tryHistories } from './prove.js';
import { baseDurations, otherDurations, type ProofSize } from './sizes.js';

/** What the shipped code was put to, as it ships. */
export interface SoundPart {
  readonly explorations: readonly Explored[];
  readonly trials: readonly Tried[];
}

export function proveSound(size: ProofSize, seed: number): SoundPart {
  const variants = exploreAll({ durations: otherDurations, atMostStates: size.statesOfVariants });
  return {
    explorations: [...exploreAll({ durations: baseDurations, atMostStates: size.states }), ...variants],
    trials: [...tryFleets(seed, size.fleetsOfAKind), ...tryHistories(seed, size.historiesOfAKind)],
  };
}
