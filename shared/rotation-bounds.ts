/**
 * The inequalities of key rotation, once, for the policy check, the plan, the verifier's defaults and the
 * simulator. Durations are whole seconds. `publicationDelaySeconds` (P) never includes Z here: the functions add it.
 */
export interface BoundTerms {
  /** P: a served body shows the store as it was at most this long ago. */
  readonly publicationDelaySeconds: number;
  /** Z: how much longer a replica cut off from the store serves its last set. */
  readonly serveStaleJwksSeconds: number;
  /** M: `max-age` of the JWKS. */
  readonly jwksMaxAgeSeconds: number;
  /** E: stale time a relying party may add, counted from the body's generation. */
  readonly staleSeconds: number;
  /** S: the oldest copy in use anywhere. */
  readonly cachedAtMostSeconds: number;
  /** C: a relying party's cooldown between refetches on an unknown kid. */
  readonly refetchCooldownSeconds: number;
  /** T: the longest lifetime of anything that the series signs. */
  readonly maxTokenLifetimeSeconds: number;
  /** lambda: a relying party's clock leeway. */
  readonly leewaySeconds: number;
  /** D: the largest offset between any two clocks. */
  readonly maxClockOffsetSeconds: number;
  /** L: how long a replica may sign from a snapshot it has not refreshed. */
  readonly signerLeaseSeconds: number;
}

/** P + Z: how far any served body may lag behind the store. */
export function publicationLagSeconds(t: BoundTerms): number {
  return t.publicationDelaySeconds + t.serveStaleJwksSeconds;
}

/** I1: published at least this long before signing, safe for every party that is not pinned. */
export function minPublishLeadSeconds(t: BoundTerms): number {
  return publicationLagSeconds(t) + t.cachedAtMostSeconds + t.maxClockOffsetSeconds;
}

/** I2: the same where every party refetches on an unknown kid. Chosen by name, never by default. */
export function minPublishLeadRefetchingSeconds(t: BoundTerms): number {
  return (
    publicationLagSeconds(t) +
    Math.min(t.refetchCooldownSeconds, t.cachedAtMostSeconds) +
    t.maxClockOffsetSeconds
  );
}

/** I3: kept published at least this long after the last signature. */
export function minRetentionSeconds(t: BoundTerms): number {
  return t.maxTokenLifetimeSeconds + t.leewaySeconds + t.maxClockOffsetSeconds + t.signerLeaseSeconds;
}

/** I4: the longest that headers may let a copy live, given the lead. */
export function maxHeaderLifetimeSeconds(t: BoundTerms, publishLeadSeconds: number): number {
  return publishLeadSeconds - publicationLagSeconds(t) - t.maxClockOffsetSeconds;
}

/** I3u: gone at the latest this long after demotion. */
export function latestRemovalSeconds(t: BoundTerms, retentionSeconds: number, tickSeconds: number): number {
  return retentionSeconds + t.maxClockOffsetSeconds + tickSeconds;
}

/** I8: the most keys of one series that are published at once, given the shortest gap between rotations. */
export function maxPublishedKeys(
  t: BoundTerms,
  retentionSeconds: number,
  tickSeconds: number,
  gapSeconds: number,
): number {
  return 2 + Math.ceil(latestRemovalSeconds(t, retentionSeconds, tickSeconds) / gapSeconds);
}

/** E1: the longest that a forged token is accepted after a revocation, by what works meanwhile. */
export function exposureSeconds(t: BoundTerms) {
  return {
    healthy: t.publicationDelaySeconds + t.jwksMaxAgeSeconds,
    replicaCutOff: publicationLagSeconds(t) + t.jwksMaxAgeSeconds,
    fetchesBlocked: publicationLagSeconds(t) + t.cachedAtMostSeconds,
  };
}

/** E3: how long new tokens may be refused after an emergency, by replacement and class of party. */
export function replacementGapSeconds(t: BoundTerms) {
  return {
    standby: 0,
    standbyLaggingReplica: t.signerLeaseSeconds,
    freshRefetching: publicationLagSeconds(t) + Math.min(t.refetchCooldownSeconds, t.cachedAtMostSeconds),
    freshExpiryOnly: publicationLagSeconds(t) + t.cachedAtMostSeconds,
  };
}
