import { type RotationPolicy, resolvePolicy } from '../../provider/ring/policy.js';
import type { Scope } from './explore/small-scope.js';
import type { Setting } from './world/world.js';

/** Durations by their symbols, each 0 to 2 seconds. */
export interface SmallDurations {
  readonly P: number;
  readonly Z: number;
  readonly M: number;
  readonly E: number;
  readonly C: number;
  readonly T: number;
  readonly lambda: number;
  readonly D: number;
  readonly L: number;
}

/** P and L of two seconds leave one to a commit and one to a view: every instant that matters is a whole second. */
const smallest: SmallDurations = { P: 2, Z: 0, M: 1, E: 0, C: 1, T: 1, lambda: 0, D: 0, L: 2 };

/** What a window lacks by one second. */
export type Shortage = 'lead' | 'retention';

/** A policy whose windows are its bounds, by the proof's own arithmetic. */
export function smallPolicy(
  durations: Partial<SmallDurations>,
  parties: 'expiry-only' | 'refetching' = 'expiry-only',
  short?: Shortage,
): RotationPolicy {
  const { P, Z, M, E, C, T, lambda, D, L } = { ...smallest, ...durations };
  const S = M + E;
  const lead = P + Z + (parties === 'refetching' ? Math.min(C, S) : S) + D - (short === 'lead' ? 1 : 0);
  return resolvePolicy({
    parties,
    publicationDelaySeconds: P,
    serveStaleJwksSeconds: Z,
    jwksMaxAgeSeconds: M,
    staleSeconds: E,
    cachedAtMostSeconds: S,
    refetchCooldownSeconds: C,
    maxTokenLifetimeSeconds: T,
    leewaySeconds: lambda,
    maxClockOffsetSeconds: D,
    signerLeaseSeconds: L,
    tickSeconds: 1,
    rotationIntervalSeconds: lead,
    publishLeadSeconds: lead,
    retentionSeconds: T + lambda + D + L - (short === 'retention' ? 1 : 0),
    series: [{ alg: 'ES256' }],
  });
}

/** Parties of the small scope: they obey the headers, and pause as shortly as they may. */
export function smallSetting(policies: readonly RotationPolicy[]): Setting {
  const most = (name: 'jwksMaxAgeSeconds' | 'staleSeconds' | 'refetchCooldownSeconds') =>
    Math.max(...policies.flatMap(({ series }) => series.map((each) => each[name])));
  return {
    policies,
    durations: {
      minFreshSeconds: 0,
      maxFreshSeconds: most('jwksMaxAgeSeconds'),
      defaultFreshSeconds: most('jwksMaxAgeSeconds'),
      staleIfErrorSeconds: most('staleSeconds'),
      unknownKidCooldownSeconds: most('refetchCooldownSeconds'),
      maxBackoffSeconds: 1,
      epochConfirmSeconds: 1,
      fetchDeadlineSeconds: 1,
    },
  };
}

const quiet = { splitCommits: false, crashes: false, emptyReads: false, strangers: false } as const;

/** What may happen; the two parties are ours, and one that obeys nothing and refetches never. */
export const scopes = {
  /** Ticks of both replicas: stamped, committed, lost, crashed in between. */
  schedule: {
    verbs: ['tick'],
    splitCommits: true,
    crashes: true,
    emptyReads: false,
    strangers: false,
    parties: ['constant', 'shipped'],
  },
  /** The store shows a replica nothing, as a volume does that is not mounted. */
  emptyStore: { ...quiet, verbs: ['tick'], emptyReads: true, parties: ['headers'] },
  operators: { ...quiet, verbs: ['tick', 'rotate', 'roll-back', 'retire'], parties: ['constant', 'shipped'] },
  emergency: { ...quiet, verbs: ['tick', 'revoke', 'revoke-fresh'], parties: ['constant', 'shipped'] },
  /** Each replica is restarted with the one policy or the other, which is adopted by name. */
  policies: { ...quiet, verbs: ['tick', 'adopt'], crashes: true, parties: ['headers', 'shipped'] },
  /** Forged tokens of every published key, and of none. */
  strangers: { ...quiet, verbs: ['tick'], strangers: true, parties: ['shipped', 'headers'] },
} as const satisfies Record<string, Scope>;

export type ScopeName = keyof typeof scopes;

/** Each duration in turn at its other values of 0 to 2, all windows at their bounds. */
export const variants: readonly Partial<SmallDurations>[] = [
  {},
  { P: 1, L: 1 },
  { Z: 1 },
  { Z: 2, M: 0, E: 1 },
  { M: 2, C: 2 },
  { M: 1, E: 1, C: 0 },
  { T: 2, lambda: 1 },
  { T: 2, lambda: 2, D: 1 },
  { M: 0, E: 2, D: 2, L: 1 },
];

/** What replaces the policy of a setting where policies change: longer copies and longer tokens. */
export const otherPolicy: Partial<SmallDurations> = { M: 2, T: 2 };
