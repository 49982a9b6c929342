import { createHash } from 'node:crypto';
import type { ProfileName, RotationDurations } from '@keyturn/shared/profiles';
import { profiles } from '@keyturn/shared/profiles';
import {
  minPublishLeadRefetchingSeconds,
  minPublishLeadSeconds,
  minRetentionSeconds,
} from '@keyturn/shared/rotation-bounds';
import type { SeriesAlgorithm, TermsInForce } from './key-ring.js';

/** `expiry-only` parties refetch when their copy expires; `refetching` ones also on an unknown kid. */
export type PartyClass = 'expiry-only' | 'refetching';

/** What one series is turned by: every duration resolved, whole seconds. */
export interface SeriesPolicy extends TermsInForce {
  readonly name: string;
  readonly alg: SeriesAlgorithm;
  /** The least capable party: decides between I1 (default) and I2 (chosen by name). */
  readonly parties: PartyClass;
  readonly tickSeconds: number;
  readonly rotationIntervalSeconds: number;
  /** S was typed out, so it may be smaller than the headers allow (a party that ignores them). */
  readonly cachedAtMostByName: boolean;
}

export interface RotationPolicy {
  readonly series: readonly SeriesPolicy[];
  /** SHA-256 over every resolved value: replicas compare it (I14). */
  readonly digest: string;
}

type DurationOverrides = { readonly [Name in keyof RotationDurations]?: number | undefined };

export interface SeriesOptions extends DurationOverrides {
  readonly alg: SeriesAlgorithm;
  /** Default: the algorithm's name. */
  readonly name?: string | undefined;
}

export interface PolicyOptions extends DurationOverrides {
  /** Default `default`. Sets every duration; members beside it override single ones. */
  readonly profile?: ProfileName | undefined;
  /** Default `expiry-only`, the strict one. */
  readonly parties?: PartyClass | undefined;
  /** The first is the default series. */
  readonly series: readonly SeriesOptions[];
}

const LEAST_WINDOW_SECONDS = 1800;

/** Resolves options to numbers: an unset lead is max(1800, I1), an unset retention max(1800, I3). Checks nothing. */
export function resolvePolicy(options: PolicyOptions): RotationPolicy {
  const series = options.series.map((each) => resolveSeries(options, each));
  return { series, digest: createHash('sha256').update(JSON.stringify(series)).digest('hex') };
}

function resolveSeries(options: PolicyOptions, each: SeriesOptions): SeriesPolicy {
  const base: RotationDurations = profiles[options.profile ?? 'default'].rotation;
  const pick = (name: keyof RotationDurations) => each[name] ?? options[name] ?? base[name];
  const must = (name: RequiredDuration) => each[name] ?? options[name] ?? base[name];
  const terms = {
    publicationDelaySeconds: must('publicationDelaySeconds'),
    serveStaleJwksSeconds: must('serveStaleJwksSeconds'),
    jwksMaxAgeSeconds: must('jwksMaxAgeSeconds'),
    staleSeconds: must('staleSeconds'),
    cachedAtMostSeconds: must('cachedAtMostSeconds'),
    refetchCooldownSeconds: must('refetchCooldownSeconds'),
    maxTokenLifetimeSeconds: must('maxTokenLifetimeSeconds'),
    leewaySeconds: must('leewaySeconds'),
    maxClockOffsetSeconds: must('maxClockOffsetSeconds'),
    signerLeaseSeconds: must('signerLeaseSeconds'),
  };
  const parties = options.parties ?? 'expiry-only';
  const leadBound = leadBoundSeconds(terms, parties);
  return {
    name: each.name ?? each.alg,
    alg: each.alg,
    parties,
    ...terms,
    tickSeconds: must('tickSeconds'),
    rotationIntervalSeconds: must('rotationIntervalSeconds'),
    publishLeadSeconds: pick('publishLeadSeconds') ?? Math.max(LEAST_WINDOW_SECONDS, leadBound),
    retentionSeconds: pick('retentionSeconds') ?? Math.max(LEAST_WINDOW_SECONDS, minRetentionSeconds(terms)),
    cachedAtMostByName: (each.cachedAtMostSeconds ?? options.cachedAtMostSeconds) !== undefined,
  };
}

type RequiredDuration = Exclude<keyof RotationDurations, 'publishLeadSeconds' | 'retentionSeconds'>;

/** I1, or I2 where every party is said to refetch. */
export function leadBoundSeconds(
  terms: Parameters<typeof minPublishLeadSeconds>[0],
  parties: PartyClass,
): number {
  return parties === 'refetching' ? minPublishLeadRefetchingSeconds(terms) : minPublishLeadSeconds(terms);
}

export function policyOf(policy: RotationPolicy, seriesName: string): SeriesPolicy | undefined {
  return policy.series.find((series) => series.name === seriesName);
}
