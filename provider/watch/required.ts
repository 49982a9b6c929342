import { profiles } from '@keyturn/shared/profiles';
import {
  type BoundTerms,
  exposureSeconds,
  minPublishLeadSeconds,
  minRetentionSeconds,
} from '@keyturn/shared/rotation-bounds';
import type { WatchState } from './watch-state.js';

const fleet = profiles.default.rotation;

/** What cannot be seen from outside counts as nothing, so that what is found is certain. */
const unseen: BoundTerms = {
  publicationDelaySeconds: 0,
  serveStaleJwksSeconds: 0,
  jwksMaxAgeSeconds: 0,
  staleSeconds: 0,
  cachedAtMostSeconds: 0,
  refetchCooldownSeconds: 0,
  maxTokenLifetimeSeconds: 0,
  leewaySeconds: 0,
  maxClockOffsetSeconds: 0,
  signerLeaseSeconds: 0,
};

/** What an issuer's own headers and tokens require of its rotations, whole seconds. */
export interface Required {
  /** I1 with nothing but max-age (M) and the longest known cooldown of refetches (C): S = max(M, C). */
  readonly leastLeadSeconds: number;
  /** I1 for verifiers that ignore headers as well, with stale times and clocks: our default terms. */
  readonly fleetLeadSeconds: number;
  /** I3 of the longest token seen and the leeway alone; undefined while no lifetime was seen. */
  readonly leastRetentionSeconds: number | undefined;
  /** I3 with our default terms. */
  readonly fleetRetentionSeconds: number | undefined;
  /** E1: how long a stolen key is accepted after it was withdrawn, by who heeds the headers. */
  readonly exposureSeconds: number;
}

/** The inequalities of keyturn's own policy, of what was seen. */
export function requiredBy(state: WatchState): Required {
  const maxAge = state.longestMaxAgeSeconds;
  const cooldown = fleet.refetchCooldownSeconds;
  const stale = state.keySet?.headers.staleIfErrorSeconds ?? 0;
  const cachedAtMostSeconds = Math.max(fleet.cachedAtMostSeconds, (maxAge ?? 0) + stale);
  const tokens = state.longestTokenSeconds;
  return {
    leastLeadSeconds: minPublishLeadSeconds({
      ...unseen,
      cachedAtMostSeconds: Math.max(maxAge ?? 0, cooldown),
    }),
    fleetLeadSeconds: minPublishLeadSeconds({ ...fleet, serveStaleJwksSeconds: 0, cachedAtMostSeconds }),
    leastRetentionSeconds: tokens === undefined ? undefined : leastRetentionSeconds(tokens),
    fleetRetentionSeconds:
      tokens === undefined ? undefined : minRetentionSeconds({ ...fleet, maxTokenLifetimeSeconds: tokens }),
    exposureSeconds: exposureSeconds({
      ...unseen,
      jwksMaxAgeSeconds: maxAge ?? profiles.default.verifier.defaultFreshSeconds,
    }).healthy,
  };
}

/** I3: the token's lifetime and the leeway, lambda. */
export function leastRetentionSeconds(maxTokenLifetimeSeconds: number): number {
  return minRetentionSeconds({ ...unseen, maxTokenLifetimeSeconds, leewaySeconds: fleet.leewaySeconds });
}

/** P: replicas may differ for so long. */
export const publicationDelaySeconds = fleet.publicationDelaySeconds;
