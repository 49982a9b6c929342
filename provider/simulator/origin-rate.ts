import type { BehaviourCount } from './behaviour-count.js';

/** When the rate is steady, and when it may not be. */
export interface RateWindows {
  readonly bucketSeconds: number;
  /** From when on every party runs, to the first change. */
  readonly steadyFromSeconds: number;
  readonly steadyUntilSeconds: number;
  readonly endSeconds: number;
  /** Undefined: nothing is revoked. */
  readonly revokeAtSeconds: number | undefined;
}

/** Requests a second at the origin. */
export interface OriginRate {
  readonly steadyPerSecond: number;
  readonly peakPerSecond: number;
  readonly peakAtSeconds: number;
  /** Null where nothing is fetched in the steady time. */
  readonly peakOverSteady: number | null;
  /** The same before the revocation alone, and after it. */
  readonly beforeRevocation: number | null;
  readonly afterRevocation: number | null;
}

export function rateOf(perBucket: ArrayLike<number>, windows: RateWindows): OriginRate {
  const { bucketSeconds, steadyFromSeconds, steadyUntilSeconds, endSeconds } = windows;
  const revokeAt = windows.revokeAtSeconds ?? endSeconds;
  const bucket = (seconds: number) => Math.floor(seconds / bucketSeconds);
  const [from, until, revoked] = [bucket(steadyFromSeconds), bucket(endSeconds), bucket(revokeAt)];
  const steadyUntil = Math.max(from + 1, bucket(steadyUntilSeconds));
  let sum = 0;
  for (let at = from; at < steadyUntil; at++) sum += perBucket[at] ?? 0;
  const steady = sum / (steadyUntil - from);
  const peak = peakBetween(perBucket, from, until);
  const over = (count: number) => (steady === 0 ? null : count / steady);
  return {
    steadyPerSecond: steady / bucketSeconds,
    peakPerSecond: peak.count / bucketSeconds,
    peakAtSeconds: peak.at * bucketSeconds,
    peakOverSteady: over(peak.count),
    beforeRevocation: over(peakBetween(perBucket, from, Math.min(until, revoked)).count),
    afterRevocation: revoked >= until ? null : over(peakBetween(perBucket, revoked, until).count),
  };
}

function peakBetween(perBucket: ArrayLike<number>, from: number, until: number) {
  let peak = { at: from, count: 0 };
  for (let at = from; at < until; at++) {
    const count = perBucket[at] ?? 0;
    if (count > peak.count) peak = { at, count };
  }
  return peak;
}

/** All behaviours together. */
export function sumBuckets(counts: readonly BehaviourCount[]): Float64Array {
  const sum = new Float64Array(counts[0]?.fetchesPerBucket.length ?? 0);
  for (const { fetchesPerBucket } of counts)
    for (const [at, fetches] of fetchesPerBucket.entries()) sum[at] = (sum[at] ?? 0) + fetches;
  return sum;
}
