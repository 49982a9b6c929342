import type { JournalTail } from '../ring/journal.js';
import { readOwnRing } from './read-own-ring.js';
import type { RingContext } from './ring-context.js';

/** The whole journal, oldest first: what the ring holds of it, and before that what was archived beside it. */
export async function readJournal(context: RingContext): Promise<JournalTail> {
  // The archive last: what leaves the ring is in it before.
  const { head, length, entries } = (await readOwnRing(context)).journal;
  const [first] = entries;
  const archived = await context.store.readArchive();
  const before = archived.filter(({ sequence }) => first === undefined || sequence < first.sequence);
  return { head, length, entries: [...before, ...entries] };
}
