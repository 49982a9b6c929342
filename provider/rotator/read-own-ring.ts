import type { KeyRing } from '../ring/key-ring.js';
import type { RingContext } from './ring-context.js';
import { RingError } from './ring-error.js';

/**
 * The stored ring, if it is the one of this issuer: a volume that was swapped while we ran must neither be served under
 * our name nor be written. Creates nothing (I12). Rejects with RingError `ring_missing` or `store_of_other_issuer`.
 */
export async function readOwnRing(context: RingContext): Promise<KeyRing> {
  return ownRing(await context.store.read(), context.issuer);
}

/** What was read, if it is a ring and this issuer's. Throws RingError. */
export function ownRing(ring: KeyRing | null, issuer: string): KeyRing {
  if (ring === null) {
    throw new RingError('ring_missing', 'the store holds no ring; keyturn init creates it', {
      retryAfterSeconds: 5,
    });
  }
  if (ring.issuer === issuer) return ring;
  const message = 'the store holds the ring of another issuer; name another store, or the issuer it is of';
  throw new RingError('store_of_other_issuer', message, { retryAfterSeconds: 5 });
}
