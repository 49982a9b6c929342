import { KeyturnError } from '@keyturn/shared/error-base';
import type { JournalEntry } from '../ring/journal.js';
import type { FormerKey, KeyRing } from '../ring/key-ring.js';

/**
 * Where a ring lives. One contract suite holds for every store. No read ever creates anything (I12); what cannot be read
 * is a StoreError, never an empty ring.
 */
export interface RingStore {
  /** The store's clock, seconds: instants are stamped and judged by it. */
  nowSeconds(): Promise<number>;
  /** Null where the ring was never created. Rejects with StoreError. */
  read(): Promise<KeyRing | null>;
  /**
   * Compare-and-swap on the epoch: commits `next` only if the stored ring has `expectedEpoch` (null: there is none yet).
   * Answers false, and changes nothing, if it has another, or if the store's clock has passed `beforeSeconds` by the time
   * the change would be seen: instants stamped before that are too old to count from. Durable once it answers true. Rejects with StoreError, and then
   * it may have been committed: read again. Rejects with RangeError where `next.epoch` is no higher, which is a defect.
   */
  update(expectedEpoch: number | null, next: KeyRing, beforeSeconds?: number): Promise<boolean>;
  /** Appends to the journal beside the ring. Entries that are there already (by sequence) are left as they are. */
  archive(entries: readonly JournalEntry[]): Promise<void>;
  /** The archived entries in order of sequence. */
  readArchive(): Promise<readonly JournalEntry[]>;
  /** Appends keys that ended to the history beside the ring. A key that is there already, in the same state, is left as it is. */
  archiveKeys(keys: readonly FormerKey[]): Promise<void>;
  /** The archived keys, each in its last state (`revoked` comes after `removed`), in the order in which they came. */
  readArchivedKeys(): Promise<readonly FormerKey[]>;
  /** Of a store for one writer only: becomes that writer, or rejects with StoreError `store_has_writer`. */
  claim?(): Promise<void>;
  close(): Promise<void>;
}

/**
 * `store_unavailable`: cannot be reached now. `ring_unreadable`: reached, and what lies there is no ring.
 * `store_has_writer`: it is for one writer only, and another is it.
 */
export type StoreErrorCode = 'store_unavailable' | 'ring_unreadable' | 'store_has_writer';

export class StoreError extends KeyturnError<StoreErrorCode> {}
