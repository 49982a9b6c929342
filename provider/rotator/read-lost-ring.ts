import type { FormerKey } from '../ring/key-ring.js';
import type { RingStore } from '../stores/ring-store.js';
import { RingError } from './ring-error.js';

/** What is known of a ring that was lost. */
export interface LostRing {
  /** The highest epoch known; 0 where none is. */
  readonly epoch: number;
  readonly former: readonly FormerKey[];
}

export const nothingLeft: LostRing = { epoch: 0, former: [] };

/**
 * What is left of a lost store: its history, and its ring where that can still be read. Rejects with RingError
 * `store_of_other_issuer`, and with StoreError where not even the history can be read.
 */
export async function readLostRing(store: RingStore, issuer: string): Promise<LostRing> {
  const ring = await store.read().catch(() => null);
  if (ring !== null && ring.issuer !== issuer)
    throw new RingError('store_of_other_issuer', `the lost store held the ring of ${ring.issuer}`);
  const archived = await store.readArchivedKeys();
  return { epoch: ring?.epoch ?? 0, former: [...archived, ...(ring?.former ?? [])] };
}
