import { coldReadyAtSeconds } from './cold-standby.js';
import type { KeyRing, PublishedState, RingKey, SeriesAlgorithm } from './key-ring.js';
import type { RotationPolicy, SeriesPolicy } from './policy.js';
import { policyOf } from './policy.js';
import { readyAtSeconds, removalDueAtSeconds } from './windows.js';

/** A published key as an operator sees it. Nothing of its private half. Instants are seconds of the store's clock. */
export interface ListedKey {
  readonly series: string;
  readonly kid: string;
  readonly alg: SeriesAlgorithm;
  readonly state: PublishedState;
  readonly publishedAtSeconds: number;
  readonly activatedAtSeconds: number | null;
  readonly demotedAtSeconds: number | null;
  /** Pinned parties that are known to have it. Absent: none. */
  readonly acknowledgedBy?: readonly string[];
  /** What becomes of it by time; null where nothing is foreseen. */
  readonly next: {
    readonly what: 'may sign' | 'may stand in' | 'rotates' | 'is removed';
    readonly atSeconds: number;
  } | null;
}

/** @param ring settled: due removals applied. */
export function listKeys(ring: KeyRing, policy: RotationPolicy): readonly ListedKey[] {
  return ring.series.flatMap(({ name, keys }) =>
    keys.map((key) => ({
      series: name,
      kid: key.kid,
      alg: key.alg,
      state: key.state,
      publishedAtSeconds: key.publishedAtSeconds,
      activatedAtSeconds: key.activatedAtSeconds,
      demotedAtSeconds: key.demotedAtSeconds,
      ...(key.acknowledgedBy === undefined ? {} : { acknowledgedBy: key.acknowledgedBy }),
      next: nextOf(key, policyOf(policy, name)),
    })),
  );
}

function nextOf(key: RingKey, policy: SeriesPolicy | undefined): ListedKey['next'] {
  if (key.state === 'retiring') return { what: 'is removed', atSeconds: removalDueAtSeconds(key) };
  if (key.state === 'cold') return { what: 'may stand in', atSeconds: coldReadyAtSeconds(key) };
  if (policy === undefined) return null;
  if (key.state === 'standby') return { what: 'may sign', atSeconds: readyAtSeconds(key, policy.parties) };
  const atSeconds = (key.activatedAtSeconds ?? key.publishedAtSeconds) + policy.rotationIntervalSeconds;
  return { what: 'rotates', atSeconds };
}
