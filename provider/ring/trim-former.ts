import type { FormerKey, KeyRing } from './key-ring.js';

/** Enough for whoever looks for a key that ended lately; an RSA key takes 700 bytes of a document that is read every few seconds. */
export const FORMER_KEYS_KEPT = 128;

/**
 * Keeps the ring's size: former keys beyond the newest leave the document, to be archived BEFORE the ring is committed.
 * Only keys that had ended in an earlier commit, and as they were in it, leave: this one may lose its race, and the
 * archive forgets nothing.
 */
export function trimFormer(
  before: KeyRing,
  after: KeyRing,
): { ring: KeyRing; overflow: readonly FormerKey[] } {
  const excess = Math.max(0, after.former.length - FORMER_KEYS_KEPT);
  const leaves = (key: FormerKey, at: number) => at < excess && key === before.former[at];
  return {
    ring: excess === 0 ? after : { ...after, former: after.former.filter((key, at) => !leaves(key, at)) },
    overflow: after.former.filter(leaves),
  };
}
