import type { CacheHeaders } from '@keyturn/shared/cache-headers';
import { decideFirstKeys } from '../ring/decide-preparation.js';
import { decideRevocation, type Replacement } from '../ring/decide-revocation.js';
import type { DecisionContext, PlannedStep } from '../ring/decision.js';
import { type KeyRing, keyInState, type PublishedState, seriesOf } from '../ring/key-ring.js';
import { newRing } from '../ring/new-ring.js';
import { plan } from '../ring/plan.js';
import type { RotationPolicy, SeriesPolicy } from '../ring/policy.js';
import { type CachePromise, cachePromise, publishedKeySet, signingKey } from '../ring/published-keys.js';
import { settle } from '../ring/settle.js';
import { applySteps } from '../ring/steps.js';
import { trimFormer } from '../ring/trim-former.js';
import { fillWithNames, KeyNames } from './key-names.js';

/** What the store shows from one instant to the next change. */
export interface IssuerMoment {
  readonly fromSeconds: number;
  /** The next moment's beginning; infinity for the last. */
  readonly untilSeconds: number;
  readonly epoch: number;
  readonly kids: ReadonlySet<string>;
  readonly states: ReadonlyMap<string, PublishedState>;
  /** The same, as the refresh plan knows a set. */
  readonly members: readonly string[];
  readonly signerKid: string;
  /** The headers of the key set, from (ring, now) as the endpoint takes them. */
  headersAt(nowSeconds: number): CacheHeaders;
}

/** A run of one key as the signer. */
export interface SigningPeriod {
  readonly kid: string;
  readonly publishedAtSeconds: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Infinity for a key that stays good. */
  readonly revokedAtSeconds: number;
  /** It followed a revoked key. */
  readonly isReplacement: boolean;
}

export interface IssuerHistory {
  readonly moments: readonly IssuerMoment[];
  readonly periods: readonly SigningPeriod[];
}

/** To relying parties a cold standby is a standby: published all along. */
export type StudiedReplacement = Exclude<Replacement, 'cold'>;

export interface HistoryRequest {
  readonly policy: SeriesPolicy;
  readonly endSeconds: number;
  /** When the key that signs is revoked; undefined for never. */
  readonly revokeAtSeconds: number | undefined;
  readonly replaceWith: StudiedReplacement;
}

/**
 * The issuer's side of a study: the shipped plan and decisions, one instant after the other from the first keys at 0, and
 * what they publish. It depends on no party, so it is made once for a fleet of any size.
 */
export function playIssuer({
  policy: series,
  endSeconds,
  revokeAtSeconds,
  replaceWith,
}: HistoryRequest): IssuerHistory {
  const policy: RotationPolicy = { series: [series], digest: 'study' };
  const names = new KeyNames();
  const shown: { atSeconds: number; ring: KeyRing }[] = [];
  let ring = newRing('https://issuer.example', policy, 0);
  const commit = (steps: readonly PlannedStep[], atSeconds: number) => {
    ring = trimFormer(ring, applySteps(ring, fillWithNames(steps, names), atSeconds)).ring;
  };
  const contextAt = (nowSeconds: number): DecisionContext => ({
    nowSeconds,
    policy,
    observations: { selfChecked: new Set(ring.series.flatMap(({ keys }) => keys.map(({ kid }) => kid))) },
  });

  commit(decideFirstKeys(policy).steps, 0);
  for (let now = 0; now <= endSeconds; now = nextInstant(ring, contextAt(now), series, revokeAtSeconds)) {
    if (now === revokeAtSeconds) {
      const { kid } = keyInState(seriesOf(settle(ring, now), series.name), 'active') ?? { kid: '' };
      const decision = decideRevocation(ring, { kid, replaceWith, reason: 'study' }, contextAt(now));
      if (!decision.granted) throw new Error(`the study cannot revoke: ${decision.guard.message}`);
      commit(decision.steps, now);
    }
    if (now % series.tickSeconds === 0) commit(plan(ring, contextAt(now)).steps, now);
    shown.push({ atSeconds: now, ring });
  }
  return {
    moments: momentsOf(shown, policy, series),
    periods: periodsOf(shown, series, revokeAtSeconds),
  };
}

/** The next instant at which anything changes: by time alone, at a tick, or by the revocation. */
function nextInstant(
  ring: KeyRing,
  context: DecisionContext,
  { tickSeconds }: SeriesPolicy,
  revokeAtSeconds = Number.POSITIVE_INFINITY,
): number {
  const now = context.nowSeconds;
  const due = plan(ring, context);
  const change = due.nextChangeAtSeconds ?? Number.POSITIVE_INFINITY;
  const tick = Math.floor(now / tickSeconds + 1) * tickSeconds;
  const tickAfterChange = Math.ceil(change / tickSeconds) * tickSeconds;
  const candidates = [change, due.steps.length > 0 ? tick : tickAfterChange, revokeAtSeconds];
  return Math.min(...candidates.filter((instant) => instant > now));
}

function momentsOf(
  shown: readonly { atSeconds: number; ring: KeyRing }[],
  policy: RotationPolicy,
  series: SeriesPolicy,
): readonly IssuerMoment[] {
  const seen = shown.map(({ atSeconds, ring }) => ({
    atSeconds,
    ring,
    set: publishedKeySet(ring, atSeconds),
  }));
  const changes = seen.filter(
    (each, at) => at === 0 || each.set.keyturn_epoch !== seen[at - 1]?.set.keyturn_epoch,
  );
  return changes.map(({ atSeconds, ring, set }, at) => {
    const members = set.keys.map(({ kid = '' }) => kid);
    const headersAt = (now: number) => headersOf(cachePromise(ring, policy, now));
    const constant = headersAt(atSeconds);
    return {
      fromSeconds: atSeconds,
      untilSeconds: changes[at + 1]?.atSeconds ?? Number.POSITIVE_INFINITY,
      epoch: set.keyturn_epoch,
      kids: new Set(members),
      states: statesOf(settle(ring, atSeconds)),
      members,
      signerKid: signingKey(ring, series.name, atSeconds)?.kid ?? '',
      headersAt: series.parties === 'expiry-only' ? () => constant : headersAt,
    };
  });
}

function statesOf({ series }: KeyRing): ReadonlyMap<string, PublishedState> {
  return new Map(series.flatMap(({ keys }) => keys.map(({ kid, state }) => [kid, state])));
}

function headersOf({ maxAgeSeconds, staleIfErrorSeconds }: CachePromise): CacheHeaders {
  return { maxAgeSeconds, staleIfErrorSeconds, ageSeconds: 0, uncacheable: false, mustRevalidate: false };
}

function periodsOf(
  shown: readonly { atSeconds: number; ring: KeyRing }[],
  { name }: SeriesPolicy,
  revokeAtSeconds = Number.POSITIVE_INFINITY,
): readonly SigningPeriod[] {
  const signers = shown.flatMap(({ atSeconds, ring }) => {
    const key = signingKey(ring, name, atSeconds);
    return key === undefined ? [] : [{ atSeconds, key }];
  });
  const begun = signers.filter(({ key }, at) => key.kid !== signers[at - 1]?.key.kid);
  return begun.map(({ atSeconds, key }, at) => {
    const toSeconds = begun[at + 1]?.atSeconds ?? Number.POSITIVE_INFINITY;
    return {
      kid: key.kid,
      publishedAtSeconds: key.publishedAtSeconds,
      fromSeconds: atSeconds,
      toSeconds,
      isReplacement: atSeconds === revokeAtSeconds,
      revokedAtSeconds: toSeconds === revokeAtSeconds ? revokeAtSeconds : Number.POSITIVE_INFINITY,
    };
  });
}
