import type { TermsInForce } from '../../provider/ring/key-ring.js';
import type { SeriesPolicy } from '../../provider/ring/policy.js';
import { policyOf } from '../../provider/ring/policy.js';
import type { RingHistory, RingVersion } from './ring-history.js';

/** What relying parties and replicas of a series hold to under one version of the ring, seconds. */
export interface TermsThen {
  /** P + Z. */
  readonly lagSeconds: number;
  /** How long a copy without a key is used for tokens of that key: S, or min(C, S) where the party refetches; plus D. */
  readonly holdSeconds: number;
  /** T + lambda + D. */
  readonly lifeSeconds: number;
  readonly leaseSeconds: number;
  readonly lifetimeSeconds: number;
}

function termsOfSeries(series: TermsInForce & Pick<SeriesPolicy, 'parties'>): TermsThen {
  const { publicationDelaySeconds: P, serveStaleJwksSeconds: Z, cachedAtMostSeconds: S } = series;
  const { refetchCooldownSeconds: C, maxTokenLifetimeSeconds: T, leewaySeconds: lambda } = series;
  const D = series.maxClockOffsetSeconds;
  return {
    lagSeconds: P + Z,
    // The clock of a party may be corrected by D while it holds the copy.
    holdSeconds: (series.parties === 'refetching' ? Math.min(C, S) : S) + D,
    lifeSeconds: T + lambda + D,
    leaseSeconds: series.signerLeaseSeconds,
    lifetimeSeconds: T,
  };
}

/**
 * The terms of a series under a version. One that the policy does not name keeps the terms that the ring closes it by, or
 * has the widest of the others; the set is one document, and lags as those say that it does at most.
 */
export function termsThen({ policy, ring }: RingVersion, name: string): TermsThen {
  const named = policyOf(policy, name);
  if (named !== undefined) return termsOfSeries(named);
  const others = policy.series.map(termsOfSeries);
  const lagSeconds = Math.min(...others.map((terms) => terms.lagSeconds));
  const closing = ring.series.find((series) => series.name === name);
  const parties = policy.series[0]?.parties ?? 'expiry-only';
  if (closing !== undefined) return { ...termsOfSeries({ ...closing.terms, parties }), lagSeconds };
  const widest = (pick: (terms: TermsThen) => number) => Math.max(...others.map(pick));
  return {
    lagSeconds,
    holdSeconds: widest((terms) => terms.holdSeconds),
    lifeSeconds: widest((terms) => terms.lifeSeconds),
    leaseSeconds: widest((terms) => terms.leaseSeconds),
    lifetimeSeconds: widest((terms) => terms.lifetimeSeconds),
  };
}

/** The versions that began with another policy. */
export function adoptionsAfter({ versions }: RingHistory, versionIndex: number): readonly RingVersion[] {
  return versions.filter(
    (version, index) => index > versionIndex && version.policy !== versions[index - 1]?.policy,
  );
}

/** The largest P and the largest Z that any of these versions was turned by, together. */
export function widestLagSeconds(versions: readonly RingVersion[]): number {
  const series = versions.flatMap(({ policy }) => policy.series);
  return (
    Math.max(...series.map((each) => each.publicationDelaySeconds)) +
    Math.max(...series.map((each) => each.serveStaleJwksSeconds))
  );
}

/** A stretch of instants that all live for as long. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

/** What still lives when a policy that allows more is adopted lives on by the new one; what is dead stays dead. */
export function lengthen(
  stretch: Stretch,
  raises: readonly { readonly atSeconds: number; readonly seconds: number }[],
): readonly Stretch[] {
  return raises.reduce<readonly Stretch[]>(
    (pieces, raise) => pieces.flatMap((piece) => lengthenOnce(piece, raise)),
    [stretch],
  );
}

function lengthenOnce(piece: Stretch, raise: { atSeconds: number; seconds: number }): Stretch[] {
  if (raise.seconds <= piece.seconds) return [piece];
  const lastDead = Math.min(piece.to, raise.atSeconds - piece.seconds);
  const dead = { ...piece, to: lastDead };
  const alive = { ...piece, from: Math.max(piece.from, lastDead + 1), seconds: raise.seconds };
  return [dead, alive].filter(({ from, to }) => from <= to);
}
