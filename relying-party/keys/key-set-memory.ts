import type { Freshness } from '@keyturn/shared/cache-headers';
import type { VerificationKey } from '../signature/seam.js';
import type { KeysAnswer } from './read-keys.js';
import type { HeldSet } from './refresh-state.js';
import { identifyKey } from './select-keys.js';

/** Outlives the process: what was read last of one issuer. It stands behind what is fetched and never in its place. */
export interface KeySetMemory {
  /**
   * What is kept, if it may still be used. Never rejects, and does not take long.
   * @param nowSeconds of the clock that never steps back, as all instants of the answer.
   */
  recall(nowSeconds: number): Promise<RecalledSet | undefined>;
  /** The issuer answered so long ago with this set, or that the one before is still good. Never throws. */
  keep(answer: KeysAnswer, requestedSecondsAgo: number): void;
}

export interface RecalledSet {
  readonly keys: readonly VerificationKey[];
  readonly epoch: number | undefined;
  /** Counted from when the set was fetched, not from when it was recalled. */
  readonly lifetime: Freshness;
}

/** A recalled set as the one in use: to be refetched at once. */
export function holdRecalled({ keys, epoch, lifetime }: RecalledSet, nowSeconds: number): HeldSet {
  const kids = [...new Set(keys.flatMap(({ kid }) => kid ?? []))];
  return { epoch, members: keys.map(identifyKey), kids, ...lifetime, refreshAtSeconds: nowSeconds };
}
