import type { RingStore } from '../../../provider/stores/ring-store.js';
import { StoreError } from '../../../provider/stores/ring-store.js';

/** A store that can be unplugged. */
export function breakable(store: RingStore): RingStore & { broken: boolean } {
  const guarded = {
    ...store,
    broken: false,
    read: () => (guarded.broken ? Promise.reject(unplugged()) : store.read()),
    update: (...change: Parameters<RingStore['update']>) =>
      guarded.broken ? Promise.reject(unplugged()) : store.update(...change),
  };
  return guarded;
}

function unplugged(): StoreError {
  return new StoreError('store_unavailable', 'the store is unplugged');
}
