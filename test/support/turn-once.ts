import type { KeyRing } from '../../provider/ring/key-ring.js';
import type { RingStore } from '../../provider/stores/ring-store.js';
import { turnWithOverflow } from './sample-ring.js';

/** Reads, turns and commits, again and again until it wins once. What leaves the journal's tail is archived first. */
export async function turnOnce(store: RingStore, actor: string): Promise<KeyRing> {
  for (;;) {
    const ring = await store.read();
    if (ring === null) throw new Error('the ring is gone');
    const { ring: next, overflow } = turnWithOverflow(ring, actor);
    if (overflow.length > 0) await store.archive(overflow);
    if (await store.update(ring.epoch, next)) return next;
  }
}
