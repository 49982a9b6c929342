/** A log that only grows. */
export type SharedLog = 'journal' | 'former-keys';

/** One line of a log, and what makes it the same as another. */
export interface LogItem {
  readonly id: string;
  readonly text: string;
}

/** Something to be remembered for a while. */
export interface SharedEntry {
  readonly namespace: string;
  readonly key: string;
  readonly value: string;
  readonly ttlSeconds: number;
}

/**
 * What a database server must do for several replicas of one issuer: a handful of steps, each of them atomic on the
 * server. Every one rejects with StoreError `store_unavailable` where it was not confirmed, and then it may have happened.
 */
export interface SharedServer {
  /** Of the server: one clock for all replicas. */
  nowSeconds(): Promise<number>;
  /** Null where there is none. */
  readRing(): Promise<string | null>;
  /**
   * Puts `after` in the place of `before` (null: of nothing). Answers false, and changes nothing, where something else
   * stands there, or where the server's clock has passed `beforeSeconds`.
   */
  swapRing(before: string | null, after: string, beforeSeconds: number): Promise<boolean>;
  /** Items whose id is there already are left as they are. */
  append(log: SharedLog, items: readonly LogItem[]): Promise<void>;
  /** In the order in which they came. */
  readLog(log: SharedLog): Promise<readonly string[]>;
  /** Answers false where the key lives already: of many callers at once, one gets true. */
  addIfAbsent(entry: SharedEntry): Promise<boolean>;
  set(entry: SharedEntry): Promise<void>;
  /** Null where there is nothing, or nothing any more. */
  get(namespace: string, key: string): Promise<string | null>;
  remove(namespace: string, key: string): Promise<void>;
  /** Where one writer only may be: becomes it, or rejects with StoreError `store_has_writer`. A change claims it too. */
  claim?(): Promise<void>;
  close(): Promise<void>;
}
