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

/**
 * What windows are judged and stamped by. O3: while nobody confirmed a step of the clock, time as it went on before, so that
 * what does not wait for the confirmation, a revocation above all, neither takes a key too early nor lets one seem older.
 */
export function steadySeconds({ clockWatch }: Pick<RingContext, 'clockWatch'>, at: StoreInstant): number {
  return clockWatch?.servingSeconds(at.nowSeconds, at.readAtMilliseconds) ?? at.nowSeconds;
}

/** The same, read now. */
export async function readSteadySeconds(context: RingContext): Promise<number> {
  return steadySeconds(context, await readStoreClock(context));
}

/** The store's clock later, carried on by the monotonic one. It may lag by one answer's travel and never runs ahead. */
export function carryOn(instant: StoreInstant, monotonicMilliseconds: number): number {
  return instant.nowSeconds + (monotonicMilliseconds - instant.readAtMilliseconds) / 1000;
}
