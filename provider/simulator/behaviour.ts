import type { CacheHeaders } from '@keyturn/shared/cache-headers';
import type { BoundTerms } from '@keyturn/shared/rotation-bounds';
import type { IssuerMoment } from './issuer-history.js';

/** Why a party is asked whether it fetches the key set. */
export type FetchCause =
  /** It has just been started and holds nothing. */
  | 'start'
  /** The instant that it named came. */
  | 'timer'
  /** A request finds the copy older than it may be. */
  | 'expired'
  /** A token's kid is not in the copy. */
  | 'unknown-kid'
  /** A verified token told of a higher epoch. */
  | 'hint';

/** What the token told that made it ask; of no use to other causes. */
export interface Told {
  readonly epoch: number;
  readonly kid: string | undefined;
}

/** What a fetch brought. */
export interface FetchedCopy {
  readonly moment: IssuerMoment;
  /** What the response's headers say, as our verifier reads them from the wire. */
  readonly headers: CacheHeaders;
  /** The kid that the fetch was for, where it was for one. */
  readonly wantedKid: string | undefined;
}

/** What every party remembers. Instants are whole or fractional seconds of the study; infinity is never. */
export interface PartyState {
  /** What it verifies by. */
  readonly held: IssuerMoment | undefined;
  /** It fetches by itself at this instant. */
  readonly fetchesAtSeconds: number;
  /** The first request from this instant on makes it fetch, and waits for it. */
  readonly expiresAtSeconds: number;
  /** A token of an unknown kid makes it fetch from this instant on, and is refused before. */
  readonly looksAgainAtSeconds: number;
}

/** The letters of the inequalities, as one behaviour has them: whole seconds, infinity where nothing bounds it. */
export interface BehaviourTerms {
  /** S while the endpoint answers: the oldest copy that it verifies by. */
  readonly healthyCopySeconds: number;
  /** S at all. */
  readonly cachedAtMostSeconds: number;
  /** C: how old a copy must be before an unknown kid makes it fetch; infinity where no kid does. */
  readonly refetchCooldownSeconds: number;
}

/** One way in which relying parties keep keys. Pure: the same state, cause, instant and draw give the same answer. */
export interface Behaviour<State extends PartyState = PartyState> {
  readonly name: string;
  /** Whose defaults these are, for a heading. */
  readonly title: string;
  /** The setting of the party that bounds the age of its copy; undefined where it has none. */
  readonly setting: string | undefined;
  /** Follows the epochs that tokens carry. */
  readonly hearsNews: boolean;
  terms(policy: BoundTerms): BehaviourTerms;
  begin(): State;
  /** The state once a fetch was begun; undefined where the cause makes it fetch nothing. */
  ask(state: State, cause: FetchCause, nowSeconds: number, told: Told): State | undefined;
  /** `again`: it fetches once more, at once, before it believes. */
  receive(
    state: State,
    copy: FetchedCopy,
    nowSeconds: number,
    draw: () => number,
  ): { readonly state: State; readonly again: boolean };
  /** How long it puts off what it heard. */
  newsDelaySeconds(state: State, nowSeconds: number, draw: number): number;
}
