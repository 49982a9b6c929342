/**
 * Where reports of drills are kept: the newest so many. One contract suite holds for every form of it. Rejects with StoreError
 * `store_unavailable`. One writer at a time: whoever holds the lease of drills.
 */
export interface ReportStore {
  /**
   * @param id letters, digits and `-`; ids sort by their time.
   * @param entry what the list says of it, JSON.
   */
  put(id: string, entry: object, text: string): Promise<void>;
  get(id: string): Promise<string | undefined>;
  /** The newest first. */
  list(): Promise<readonly unknown[]>;
}

/** What is older than the newest so many is forgotten. */
export const DEFAULT_MAX_REPORTS = 100;

const ID = /^[\w-]{1,160}$/;

/** An id is a name of a file, and comes from strangers. */
export const isReportId = (id: string): boolean => ID.test(id);
