import type { FormerKey } from '../ring/key-ring.js';
import { settle } from '../ring/settle.js';
import { lastStates } from '../stores/last-states.js';
import { readOwnRing } from './read-own-ring.js';
import type { RingContext } from './ring-context.js';
import { readSteadySeconds } from './store-instant.js';

/** Every key that ended, each once and in its last state, oldest first: those of the ring, and those archived beside it. */
export async function readFormerKeys(context: RingContext): Promise<readonly FormerKey[]> {
  // The archive last: what leaves the ring is in it before.
  const ring = await readOwnRing(context);
  const nowSeconds = await readSteadySeconds(context);
  const archived = await context.store.readArchivedKeys();
  return lastStates([...archived, ...settle(ring, nowSeconds).former]);
}
