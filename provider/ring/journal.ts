import { createHash } from 'node:crypto';

/** One thing that happened to the ring: who, what, why, when. */
export interface JournalEntry {
  /** 1, 2, 3 …, without gaps. */
  readonly sequence: number;
  readonly atSeconds: number;
  /** The ring's epoch after it. */
  readonly epoch: number;
  /** What asked for it: `schedule`, `cron`, `operator`, `drill`, `init`. */
  readonly actor: string;
  readonly verb: string;
  readonly series: string | null;
  readonly kid: string | null;
  readonly reason: string | null;
  /** Rules that were overridden by force. */
  readonly forced: readonly string[];
  /** Hash of the entry before; 64 zeros for the first. */
  readonly previousHash: string;
}

export type JournalFact = Omit<JournalEntry, 'sequence' | 'previousHash'>;

/** What the ring document itself holds of the journal; the rest is append-only beside it. */
export interface JournalTail {
  /** Hash of the newest entry: who holds it can check everything before. */
  readonly head: string;
  readonly length: number;
  readonly entries: readonly JournalEntry[];
}

const TAIL_ENTRIES = 64;
const GENESIS_HASH = '0'.repeat(64);

export const emptyJournal: JournalTail = { head: GENESIS_HASH, length: 0, entries: [] };

/** SHA-256 over the entry in a fixed member order, hex. */
export function hashEntry(entry: JournalEntry): string {
  const { sequence, atSeconds, epoch, actor, verb, series, kid, reason, forced, previousHash } = entry;
  const form = [sequence, atSeconds, epoch, actor, verb, series, kid, reason, forced, previousHash];
  return createHash('sha256').update(JSON.stringify(form)).digest('hex');
}

/**
 * Appends facts to the chain; what falls off the tail is answered apart, to be archived BEFORE the ring is committed. Only
 * entries that were committed earlier fall off: a commit may lose its race, and the archive forgets nothing.
 */
export function appendToJournal(
  tail: JournalTail,
  facts: readonly JournalFact[],
): { tail: JournalTail; overflow: readonly JournalEntry[] } {
  let { head, length } = tail;
  const entries = [...tail.entries];
  for (const fact of facts) {
    const entry: JournalEntry = { ...fact, sequence: length + 1, previousHash: head };
    head = hashEntry(entry);
    length += 1;
    entries.push(entry);
  }
  const cut = Math.min(tail.entries.length, Math.max(0, entries.length - TAIL_ENTRIES));
  return { tail: { head, length, entries: entries.slice(cut) }, overflow: entries.slice(0, cut) };
}

/** Checks a run of entries against the hash of the last one. Answers the sequence of the first broken link, or null. */
export function findBrokenLink(entries: readonly JournalEntry[], head: string): number | null {
  for (const [index, entry] of entries.entries()) {
    const next = entries[index + 1];
    const expected = next === undefined ? head : next.previousHash;
    if (hashEntry(entry) !== expected) return entry.sequence;
    if (next !== undefined && next.sequence !== entry.sequence + 1) return next.sequence;
  }
  return null;
}
