import type { Freshness } from '@keyturn/shared/cache-headers';
import { fullBudget, type KidBudget } from './kid-budget.js';

/** What the plan knows of a set: no keys, only who is in it. */
export interface SetFacts {
  /** The ring's epoch where the issuer publishes one. */
  readonly epoch: number | undefined;
  /** One entry for each key, in any order; a kid that names another key is another entry. */
  readonly members: readonly string[];
}

/** A set as it was served. */
export interface OfferedSet extends SetFacts {
  /** Every kid in it, those of keys included that are of no use to us. */
  readonly kids: readonly string[];
}

/** The set in use. */
export interface HeldSet extends OfferedSet, Freshness {
  /** When to refetch in the background: ahead of the end of freshness, with jitter. */
  readonly refreshAtSeconds: number;
}

/** One fetch under way; there is never a second. */
export interface Flight {
  readonly startedAtSeconds: number;
  /** Past all caches. */
  readonly noCache: boolean;
  /** Whether a request may wait for it. None waits for another try at a provider that fails. */
  readonly waitable: boolean;
  /** The second look at a set that looked wrong. */
  readonly again: boolean;
  /** The epoch that a token told of, where this fetch was begun for it. */
  readonly hintedEpoch?: number | undefined;
}

/** One more fetch for an epoch that a token told of and the first did not bring: a replica may lag by P. */
export interface SecondLook {
  readonly epoch: number;
  readonly atSeconds: number;
}

/** A set with a lower epoch than the one held, seen once. */
export interface Doubt extends SetFacts {
  readonly sinceSeconds: number;
}

/** All that the refresh plan remembers of one issuer. Plain data. */
export interface RefreshState {
  readonly held: HeldSet | undefined;
  readonly flight: Flight | undefined;
  /** Failed attempts in a row. */
  readonly failures: number;
  /** No attempt before this instant. Matters only after a failure. */
  readonly pausedUntilSeconds: number;
  readonly doubt: Doubt | undefined;
  readonly budget: KidBudget;
  /** Epochs that tokens carried and that have had their refetch. */
  readonly spentEpochs: readonly number[];
  readonly secondLook: SecondLook | undefined;
  /** Kids that a higher epoch took out of the set, the latest first: they never return. */
  readonly withdrawnKids: readonly string[];
}

export const emptyRefreshState: RefreshState = {
  held: undefined,
  flight: undefined,
  failures: 0,
  pausedUntilSeconds: Number.NEGATIVE_INFINITY,
  doubt: undefined,
  budget: fullBudget,
  spentEpochs: [],
  secondLook: undefined,
  withdrawnKids: [],
};

/** Nothing is known of how it ended. */
export function withoutFlight(state: RefreshState): RefreshState {
  return { ...state, flight: undefined };
}

export function isFresh(state: RefreshState, now: number): boolean {
  return state.held !== undefined && now < state.held.freshUntilSeconds;
}

export function isUsable(state: Pick<RefreshState, 'held'>, now: number): boolean {
  return state.held !== undefined && now < state.held.usableUntilSeconds;
}

export function isPaused(state: RefreshState, now: number): boolean {
  return state.failures > 0 && now < state.pausedUntilSeconds;
}

export type CacheState = 'empty' | 'fresh' | 'refreshing' | 'stale' | 'unavailable';

/** The name of a state, for `explain` and health. */
export function nameState(state: RefreshState, now: number): CacheState {
  if (!isUsable(state, now))
    return state.held === undefined && state.failures === 0 ? 'empty' : 'unavailable';
  if (state.flight !== undefined) return 'refreshing';
  return isFresh(state, now) ? 'fresh' : 'stale';
}
