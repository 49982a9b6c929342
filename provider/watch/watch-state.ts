import type { DiscoverySample, FailedRead, FailedSample, KeysSample, TokenSample } from './sample.js';

/** All that was seen of one issuer. Instants are seconds of the observer's clock. */
export interface WatchState {
  readonly issuer: string;
  readonly discovery?: DiscoverySample;
  /** The last set that could be read. */
  readonly keySet?: KeysSample;
  readonly token?: TokenSample;
  /** Reads whose last attempt failed. */
  readonly failures: Readonly<Partial<Record<FailedRead, FailedSample>>>;
  /** By kid; a key without one by its thumbprint. */
  readonly keys: ReadonlyMap<string, KeyRecord>;
  /** The largest `max-age` that was in force (I14). */
  readonly longestMaxAgeSeconds?: number;
  readonly longestTokenSeconds?: number;
  readonly recentSets: readonly SeenSet[];
  /** An older set came again after a newer one. */
  readonly flap?: { readonly sinceSeconds: number; readonly untilSeconds: number };
  readonly highestEpoch?: { readonly epoch: number; readonly sinceSeconds: number };
  readonly loweredEpoch?: { readonly from: number; readonly to: number; readonly afterSeconds: number };
}

export interface SeenSet {
  readonly digest: string;
  readonly sinceSeconds: number;
  readonly lastSeconds: number;
}

export interface KeyRecord {
  readonly name: string;
  /** More than one: the kid was given to another key. */
  readonly thumbprints: readonly string[];
  /** The last set without it, before it came. Undefined: it was there from the first look on. */
  readonly absentUntilSeconds?: number;
  readonly publishedFromSeconds?: number;
  readonly publishedLastSeconds?: number;
  /** The first set without it, after it was there. */
  readonly withdrawnFromSeconds?: number;
  readonly returnedAtSeconds?: number;
  readonly signedFirstSeconds?: number;
  readonly signedLastSeconds?: number;
  readonly longestTokenSeconds?: number;
}

export function startWatch(issuer: string): WatchState {
  return { issuer, failures: {}, keys: new Map(), recentSets: [] };
}
