import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalEntry, JournalFact, JournalTail } from '../../../provider/ring/journal.js';
import { appendToJournal, emptyJournal, findBrokenLink, hashEntry } from '../../../provider/ring/journal.js';

const fact = (epoch: number): JournalFact => ({
  atSeconds: 1000 + epoch,
  epoch,
  actor: 'cron',
  verb: 'publish',
  series: 'RS256',
  kid: `key-${epoch}`,
  reason: null,
  forced: [],
});

/** Appends in commits of the given sizes, archiving as the shell does. */
function keep(commits: readonly number[]): { tail: JournalTail; archive: JournalEntry[] } {
  let tail = emptyJournal;
  const archive: JournalEntry[] = [];
  for (const size of commits) {
    const committed = tail.length;
    const facts = Array.from({ length: size }, (_, index) => fact(committed + index + 1));
    const appended = appendToJournal(tail, facts);
    // A commit may lose its race, so what it archives must have been committed before.
    for (const { sequence } of appended.overflow) expect(sequence).toBeLessThanOrEqual(committed);
    archive.push(...appended.overflow);
    tail = appended.tail;
  }
  return { tail, archive };
}

test('nothing is lost, whatever the commits: archive and tail are one chain without a gap', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(90), { maxLength: 12 }), (commits) => {
      const { tail, archive } = keep(commits);
      const entries = [...archive, ...tail.entries];
      expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
      expect(entries).toHaveLength(commits.reduce((sum, size) => sum + size, 0));
      expect(tail.length).toBe(entries.length);
      expect(findBrokenLink(entries, tail.head)).toBeNull();
    }),
  );
});

test('the tail holds the last 64 entries, or all of a larger commit', () => {
  expect(keep([60, 4]).archive).toHaveLength(0);
  expect(keep([60, 5]).tail.entries).toHaveLength(64);
  expect(keep([60, 5]).archive.map(({ sequence }) => sequence)).toEqual([1]);
  expect(keep([70]).tail.entries).toHaveLength(70);
  expect(keep([70, 1]).tail.entries).toHaveLength(64);
});

test('the first entry follows 64 zeros, the head is the hash of the last', () => {
  const { tail } = keep([3]);
  expect(tail.entries[0]?.previousHash).toBe('0'.repeat(64));
  const last = tail.entries.at(-1);
  expect(last === undefined ? '' : hashEntry(last)).toBe(tail.head);
});

const members = ['atSeconds', 'epoch', 'actor', 'verb', 'series', 'kid', 'reason', 'forced'] as const;
test.each(members)('a changed %s breaks the chain there', (member) => {
  const { tail } = keep([5]);
  const changed = member === 'forced' ? ['I8'] : member === 'atSeconds' || member === 'epoch' ? 7 : 'other';
  const entries = tail.entries.map((entry) =>
    entry.sequence === 3 ? { ...entry, [member]: changed } : entry,
  );
  expect(findBrokenLink(entries, tail.head)).toBe(3);
});

test('an entry that was taken out, doubled or moved is found', () => {
  const { entries, head } = keep([5]).tail;
  const [first, second, third, fourth, fifth] = entries;
  if (!first || !second || !third || !fourth || !fifth) throw new Error('five entries');
  expect(findBrokenLink([first, second, fourth, fifth], head)).not.toBeNull();
  expect(findBrokenLink([first, second, second, third, fourth, fifth], head)).not.toBeNull();
  expect(findBrokenLink([first, third, second, fourth, fifth], head)).not.toBeNull();
  expect(findBrokenLink([first, second, third, fourth], head)).toBe(4);
  expect(findBrokenLink(entries, head)).toBeNull();
});
