import type { FormerKey, KeyRing } from './key-ring.js';
import { findPublished } from './key-ring.js';

/** A key that had ended, and how, by somebody's word. */
export type KnownEnd = Pick<FormerKey, 'kid' | 'state'>;

/**
 * Which keys of a ring that came from a backup must be ended, because they had ended since: those that it publishes again,
 * and those that it holds as merely removed though they were revoked. What it remembers rightly stays as it is (I7).
 * @param ring settled: due removals applied.
 */
export function keysToEnd(ring: KeyRing, known: readonly KnownEnd[]): readonly string[] {
  const removed = new Set(ring.former.filter(({ state }) => state === 'removed').map(({ kid }) => kid));
  const ended = known.filter(
    ({ kid, state }) => findPublished(ring, kid) !== undefined || (state === 'revoked' && removed.has(kid)),
  );
  return [...new Set(ended.map(({ kid }) => kid))];
}
