import type { RingContext } from './ring-context.js';

/** The store's clock as it was read, and when it had been read by the monotonic clock. */
export interface StoreInstant {
  readonly nowSeconds: number;
  readonly readAtMilliseconds: number;
}

export async function readStoreClock({ store, clock, clockWatch }: RingContext): Promise<StoreInstant> {
  const startedAtMilliseconds = clock.monotonicMilliseconds();
  const nowSeconds = await store.nowSeconds();
  const readAtMilliseconds = clock.monotonicMilliseconds();
  clockWatch?.see({ nowSeconds, startedAtMilliseconds, readAtMilliseconds });
  return { nowSeconds, readAtMilliseconds };
}

/** The store's clock later, carried on by the monotonic one. It may lag by one answer's travel and never runs ahead. */
export function carryOn(instant: StoreInstant, monotonicMilliseconds: number): number {
  return instant.nowSeconds + (monotonicMilliseconds - instant.readAtMilliseconds) / 1000;
}
