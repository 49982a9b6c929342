import type { FormerKey } from '../ring/key-ring.js';

/** Of keys that were archived more than once, the final state: a revoked key is never a merely removed one again (I7). */
export function lastStates(keys: readonly FormerKey[]): readonly FormerKey[] {
  const byKid = new Map<string, FormerKey>();
  for (const key of keys) if (byKid.get(key.kid)?.state !== 'revoked') byKid.set(key.kid, key);
  return [...byKid.values()];
}
