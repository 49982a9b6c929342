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
  /** Keeps a cold standby. Absent: none. */
  readonly coldStandby?: ColdStandbyPolicy;
  /** Parties that never fetch: each has a key before it signs. Absent: none. */
  readonly pinnedParties?: readonly string[];
  /** S was typed out, so it may be smaller than the headers allow (a party that ignores them). */
  readonly cachedAtMostByName: boolean;
}

/** How a series keeps a key for emergencies that only the operator can open. */
export interface ColdStandbyPolicy {
  /** A younger one takes its place after this long, whole seconds. */
  readonly renewalIntervalSeconds: number;
  readonly recoveryKey: RecoveryKey;
}

/** The public half of an operator's recovery key: P-256, for ECDH-ES (RFC 7518 section 4.6). */
export interface RecoveryKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly x: string;
  readonly y: string;
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
  readonly coldStandby?: ColdStandbyOptions | undefined;
  readonly pinnedParties?: readonly PinnedPartyOptions[] | undefined;
}

export interface PinnedPartyOptions {
  readonly name: string;
  /** Whose keys it has. Default: all. */
  readonly series?: readonly string[] | undefined;
}

export interface ColdStandbyOptions extends ColdStandbyPolicy {
  /** Which series keep one. Default: all. */
  readonly series?: readonly string[] | undefined;
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
  const name = each.name ?? each.alg;
  const leadBound = leadBoundSeconds(terms, parties);
  return {
    name,
    alg: each.alg,
    parties,
    ...terms,
    tickSeconds: must('tickSeconds'),
    rotationIntervalSeconds: must('rotationIntervalSeconds'),
    publishLeadSeconds: pick('publishLeadSeconds') ?? Math.max(LEAST_WINDOW_SECONDS, leadBound),
    retentionSeconds: pick('retentionSeconds') ?? Math.max(LEAST_WINDOW_SECONDS, minRetentionSeconds(terms)),
    cachedAtMostByName: (each.cachedAtMostSeconds ?? options.cachedAtMostSeconds) !== undefined,
    ...resolveColdStandby(options.coldStandby, name),
    ...resolvePinnedParties(options.pinnedParties, name),
  };
}

function resolveColdStandby(
  options: ColdStandbyOptions | undefined,
  name: string,
): Pick<SeriesPolicy, 'coldStandby'> {
  if (options === undefined || options.series?.includes(name) === false) return {};
  const { renewalIntervalSeconds, recoveryKey } = options;
  return { coldStandby: { renewalIntervalSeconds, recoveryKey } };
}

/** Absent where there is none, so that a policy without them keeps its digest. */
function resolvePinnedParties(
  options: readonly PinnedPartyOptions[] = [],
  series: string,
): Pick<SeriesPolicy, 'pinnedParties'> {
  const own = options.filter((party) => party.series?.includes(series) ?? true);
  return own.length === 0 ? {} : { pinnedParties: own.map(({ name }) => name) };
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
