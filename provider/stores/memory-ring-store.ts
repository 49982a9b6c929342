import type { Clock } from '@keyturn/shared/clock';
import type { JournalEntry } from '../ring/journal.js';
import type { FormerKey } from '../ring/key-ring.js';
import { lastStates } from './last-states.js';
import { formatCommit, parseRing } from './ring-document.js';
import type { RingStore } from './ring-store.js';

/**
 * A ring that lives as long as the process. What is stored is text, so that no caller can change it by hand.
 * @param document starts from a stored ring document, e.g. of a backup; default: no ring.
 */
export function createMemoryRingStore(clock: Clock, document: string | null = null): RingStore {
  let text = document;
  const journal = new Map<number, string>();
  const formerKeys = new Map<string, string>();
  const readRing = () => (text === null ? null : parseRing(text));
  return {
    nowSeconds: async () => clock.nowSeconds(),
    read: async () => readRing(),
    // Nothing is awaited between the comparison and the swap, which makes them one.
    async update(expectedEpoch, next, beforeSeconds = Number.POSITIVE_INFINITY) {
      const nextText = formatCommit(expectedEpoch, next);
      if ((readRing()?.epoch ?? null) !== expectedEpoch || clock.nowSeconds() > beforeSeconds) return false;
      text = nextText;
      return true;
    },
    async archive(entries) {
      for (const entry of entries)
        if (!journal.has(entry.sequence)) journal.set(entry.sequence, JSON.stringify(entry));
    },
    async readArchive() {
      const entries = [...journal.values()].map((line): JournalEntry => JSON.parse(line));
      return entries.sort((a, b) => a.sequence - b.sequence);
    },
    async archiveKeys(keys) {
      for (const key of keys) {
        const which = `${key.state} ${key.kid}`;
        if (!formerKeys.has(which)) formerKeys.set(which, JSON.stringify(key));
      }
    },
    async readArchivedKeys() {
      return lastStates([...formerKeys.values()].map((line): FormerKey => JSON.parse(line)));
    },
    close: async () => {},
  };
}
