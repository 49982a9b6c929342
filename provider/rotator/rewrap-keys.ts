import type { Rewrapped } from '../ring/decide-rewrap.js';
import { readOwnRing } from './read-own-ring.js';
import type { RingContext } from './ring-context.js';

/** Wraps anew what another wrapping key wrapped. Rejects with CustodyError `key_unreadable`, and then changes nothing. */
export async function rewrapKeys(context: RingContext): Promise<readonly Rewrapped[]> {
  const { custody, issuer } = context;
  if (custody.rewrap === undefined) return [];
  const ring = await readOwnRing(context);
  const rewrapped: Rewrapped[] = [];
  // What is sealed to the recovery key hangs on no wrapping key.
  for (const { name, keys } of ring.series)
    for (const key of keys.filter(({ state }) => state !== 'cold')) {
      const after = await custody.rewrap(key, issuer, name);
      if (after !== null) rewrapped.push({ kid: key.kid, before: key.wrappedPrivateKey, after });
    }
  return rewrapped;
}
