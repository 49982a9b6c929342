import type { z } from 'zod';
import type { KeyRing } from '../ring/key-ring.js';
import { lastStates } from './last-states.js';
import { NewestSeen } from './newest-seen.js';
import { formatCommit, parseRing } from './ring-document.js';
import { formerKeySchema, journalEntrySchema } from './ring-schema.js';
import { type RingStore, StoreError } from './ring-store.js';
import type { SharedLog, SharedServer } from './shared-server.js';

interface StoredText {
  readonly ring: KeyRing;
  readonly text: string;
}

/**
 * A ring on a server that several replicas reach. A commit replaces exactly the text that was read, so that of all who
 * would follow a ring one succeeds.
 * @param place which server, for a person; without its credentials.
 */
export function createSharedRingStore(server: SharedServer, place: string): RingStore {
  const newest = new NewestSeen<StoredText>(place, async () => {
    const text = await server.readRing();
    return text === null ? null : { ring: parseRing(text), text };
  });
  return {
    nowSeconds: () => server.nowSeconds(),
    read: async () => (await newest.read())?.ring ?? null,
    async update(expectedEpoch, next, beforeSeconds = Number.POSITIVE_INFINITY) {
      const after = formatCommit(expectedEpoch, next);
      const before = await newest.read();
      if ((before?.ring.epoch ?? null) !== expectedEpoch) return false;
      const committed = await server.swapRing(before?.text ?? null, after, beforeSeconds);
      if (committed) newest.note(next.epoch);
      return committed;
    },
    archive: (entries) =>
      server.append(
        'journal',
        entries.map((entry) => ({ id: String(entry.sequence), text: JSON.stringify(entry) })),
      ),
    async readArchive() {
      const lines = await server.readLog('journal');
      const entries = lines.map((line) => parseLine('journal', line, journalEntrySchema));
      return entries.sort((a, b) => a.sequence - b.sequence);
    },
    archiveKeys: (keys) =>
      server.append(
        'former-keys',
        keys.map((key) => ({ id: `${key.state} ${key.kid}`, text: JSON.stringify(key) })),
      ),
    async readArchivedKeys() {
      const lines = await server.readLog('former-keys');
      return lastStates(lines.map((line) => parseLine('former-keys', line, formerKeySchema)));
    },
    claim: async () => server.claim?.(),
    close: () => server.close(),
  };
}

/** A line was written whole or not at all: one of another form was altered, or is of a newer program. */
function parseLine<Item>(log: SharedLog, line: string, schema: z.ZodType<Item>): Item {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    // The parsers' messages quote the line.
    throw new StoreError('ring_unreadable', `a line of the log ${log} beside the ring cannot be used`);
  }
}
