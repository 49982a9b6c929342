import type { Guard } from '../ring/guard.js';
import type { JournalEntry } from '../ring/journal.js';
import type { ListedKey } from '../ring/list-keys.js';
import type { Foresight } from '../rotator/foresight.js';
import type { VerbOutcome } from '../rotator/rotator.js';
import type { KeyRequests, KeyVerb } from './key-requests.js';

/** Every published key. Instants are seconds of the store's clock. */
export interface KeysView {
  readonly issuer: string;
  readonly epoch: number;
  readonly nowSeconds: number;
  readonly series: readonly string[];
  readonly keys: readonly ListedKey[];
}

/** What the rules would say now. */
export interface GuardsView {
  readonly issuer: string;
  readonly epoch: number;
  readonly nowSeconds: number;
  /** What is wanted by time but held back. */
  readonly waits: readonly Guard[];
  /** Null where nothing is foreseen. */
  readonly nextChangeAtSeconds: number | null;
  readonly verbs: readonly (Foresight & {
    readonly verb: KeyVerb;
    readonly series: string | null;
    readonly kid: string | null;
  })[];
}

/** Who did what, when and why; each entry holds the hash of the one before. */
export interface JournalView {
  readonly issuer: string;
  /** Hash of the newest entry. */
  readonly head: string;
  /** How many there are in all, those that were dropped from the store's history included. */
  readonly length: number;
  /** The sequence of the first entry whose link does not hold; null where all do. */
  readonly brokenAt: number | null;
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
}

/** What a verb did, or would do, for each series that it was for; `series` is null where it was for one key. */
export type KeyVerbAnswer =
  | {
      readonly issuer: string;
      readonly outcomes: readonly (VerbOutcome & { readonly series: string | null })[];
    }
  | { readonly issuer: string; readonly plan: readonly (Foresight & { readonly series: string | null })[] };

/** Where an operator asks for the keys of one issuer: in this process, or of a running provider. */
export interface KeyDesk {
  readonly issuer: string;
  keys(): Promise<KeysView>;
  guards(): Promise<GuardsView>;
  /** @param count the newest so many entries. */
  journal(count: number): Promise<JournalView>;
  perform<Verb extends KeyVerb>(verb: Verb, asked: KeyRequests[Verb]): Promise<KeyVerbAnswer>;
  close(): Promise<void>;
}
