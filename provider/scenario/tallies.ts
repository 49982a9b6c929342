import type { KeySetRequest } from './world.js';

export function countUp(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}

export function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Of numbers in rising order. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function peakPerSecond(requests: readonly KeySetRequest[]): number {
  const perSecond = new Map<number, number>();
  for (const { atSeconds } of requests) {
    const second = Math.floor(atSeconds);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  return Math.max(0, ...perSecond.values());
}

const BUCKET_SECONDS = 10;

/** In whole buckets of ten seconds from the start; what came before it, with the warming up, does not count. */
export function peakOverAverage(
  requests: readonly KeySetRequest[],
  {
    startedAtSeconds,
    endedAtSeconds,
  }: { readonly startedAtSeconds: number; readonly endedAtSeconds: number },
): number | null {
  const buckets = new Array<number>(Math.floor((endedAtSeconds - startedAtSeconds) / BUCKET_SECONDS)).fill(0);
  for (const { atSeconds } of requests) {
    const bucket = Math.floor((atSeconds - startedAtSeconds) / BUCKET_SECONDS);
    if (buckets[bucket] !== undefined) buckets[bucket] += 1;
  }
  const all = buckets.reduce((sum, count) => sum + count, 0);
  return all === 0 ? null : (Math.max(...buckets) * buckets.length) / all;
}
