import type { KeyRing } from '../ring/key-ring.js';
import { StoreError } from '../stores/ring-store.js';
import type { RingContext } from './ring-context.js';
import { RingError } from './ring-error.js';

const DEADLINE_MILLISECONDS = 5000;

/** A read that never returns must not hold the schedule for ever: it is given up, and the next tick tries again. */
async function readInTime({ store, clock }: RingContext): Promise<KeyRing | null> {
  let cancel = () => {};
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(DEADLINE_MILLISECONDS, () => {
      reject(
        new StoreError('store_unavailable', `the store did not answer within ${DEADLINE_MILLISECONDS} ms`),
      );
    });
  });
  return Promise.race([store.read(), late]).finally(cancel);
}

/**
 * The stored ring, if it is the one of this issuer: a volume that was swapped while we ran must neither be served under
 * our name nor be written. Creates nothing (I12). Rejects with RingError `ring_missing` or `store_of_other_issuer`.
 */
export async function readOwnRing(context: RingContext): Promise<KeyRing> {
  const ring = await readInTime(context);
  if (ring === null) {
    throw new RingError('ring_missing', 'the store holds no ring; keyturn init creates it', {
      retryAfterSeconds: 5,
    });
  }
  if (ring.issuer === context.issuer) return ring;
  const message = 'the store holds the ring of another issuer; name another store, or the issuer it is of';
  throw new RingError('store_of_other_issuer', message, { retryAfterSeconds: 5 });
}
