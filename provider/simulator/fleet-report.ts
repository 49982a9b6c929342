import type { Timeline } from '../timeline/timeline.js';
import type { Behaviour } from './behaviour.js';
import type { AdoptionCount, BehaviourCount } from './behaviour-count.js';
import type { FleetStudy } from './fleet-study.js';
import { timelineOf } from './fleet-timeline.js';
import type { IssuerHistory } from './issuer-history.js';
import { type BehaviourVerdict, judgeBehaviour } from './judge-behaviour.js';
import { type OriginRate, rateOf, sumBuckets } from './origin-rate.js';

/** When a key that was published in the study came to the parties that ran by then. Seconds. */
export interface AdoptionFigures {
  readonly kid: string;
  readonly publishedAtSeconds: number;
  readonly firstSignedAtSeconds: number;
  readonly parties: number;
  readonly aheadOfSigning: number;
  readonly never: number;
  readonly medianSeconds: number | null;
  readonly p99Seconds: number | null;
  readonly mostSeconds: number | null;
  readonly refusedTokens: number;
}

/** From the revocation to the last second at which a party would accept a token of the revoked key. */
export interface ExposureFigures {
  readonly parties: number;
  readonly medianSeconds: number | null;
  readonly p99Seconds: number | null;
  readonly mostSeconds: number | null;
  /** Would accept one when the study ended. */
  readonly stillExposed: number;
  /** Null: nothing bounds it. */
  readonly boundSeconds: number | null;
  readonly withinBound: boolean;
}

export interface BehaviourFigures {
  readonly name: string;
  readonly title: string;
  readonly parties: number;
  readonly requestsPerPartyPerDay: number;
  readonly rate: OriginRate;
  /** Valid tokens that were refused, and by how many parties; those of a key that replaced a revoked one apart (E3). */
  readonly refusedTokens: number;
  readonly refusingParties: number;
  readonly gapTokens: number;
  /** Tokens of a revoked key that were good before (E2). */
  readonly collateralTokens: number;
  readonly adoptions: readonly AdoptionFigures[];
  /** Null where nothing was revoked. */
  readonly exposure: ExposureFigures | null;
  readonly verdict: BehaviourVerdict;
  readonly perBucket: readonly number[];
}

/** What a study found. JSON; instants are seconds from the ring's first keys. */
export interface FleetReport {
  readonly parties: number;
  readonly partyHours: number;
  readonly durationSeconds: number;
  readonly seed: number;
  readonly requestsPerSecond: number;
  readonly bucketSeconds: number;
  readonly issuer: readonly { readonly atSeconds: number; readonly what: string; readonly kid: string }[];
  readonly origin: OriginRate & { readonly requests: number; readonly perBucket: readonly number[] };
  readonly behaviours: readonly BehaviourFigures[];
  /** No behaviour of the mix can refuse a valid token by the inequalities, and none did. */
  readonly safe: boolean;
  /** The same as a picture's data. */
  readonly timeline: Timeline;
}

export function reportOf(
  study: FleetStudy,
  history: IssuerHistory,
  played: readonly { readonly behaviour: Behaviour; readonly count: BehaviourCount }[],
  { bucketSeconds, startedWithinSeconds }: { bucketSeconds: number; startedWithinSeconds: number },
): FleetReport {
  const { durationSeconds: endSeconds, revokeAtSeconds } = study;
  const changes = history.moments.map(({ fromSeconds }) => fromSeconds);
  const windows = {
    bucketSeconds,
    endSeconds,
    revokeAtSeconds,
    steadyFromSeconds: startedWithinSeconds,
    steadyUntilSeconds: changes.find((at) => at > startedWithinSeconds) ?? endSeconds,
  };
  const counts = played.map(({ count }) => count);
  const perBucket = sumBuckets(counts);
  const figures = played.map(({ behaviour, count }): BehaviourFigures => {
    const verdict = judgeBehaviour(behaviour, study.policy);
    return {
      name: behaviour.name,
      title: behaviour.title,
      parties: count.parties,
      requestsPerPartyPerDay: (count.fetches * 86_400) / count.partySeconds,
      rate: rateOf(count.fetchesPerBucket, windows),
      refusedTokens: count.refusedTokens,
      refusingParties: count.refusingParties,
      gapTokens: count.gapTokens,
      collateralTokens: count.collateralTokens,
      adoptions: count.adoptions.filter(({ period }) => period.publishedAtSeconds > 0).map(adoptionOf),
      exposure: revokeAtSeconds === undefined ? null : exposureOf(count, verdict.exposureBoundSeconds),
      verdict,
      perBucket: [...count.fetchesPerBucket],
    };
  });
  return {
    parties: counts.reduce((sum, count) => sum + count.parties, 0),
    partyHours: counts.reduce((sum, count) => sum + count.partySeconds, 0) / 3600,
    durationSeconds: endSeconds,
    seed: study.seed,
    requestsPerSecond: study.requestsPerSecond,
    bucketSeconds,
    issuer: history.periods.flatMap(({ kid, fromSeconds, revokedAtSeconds }) => [
      { atSeconds: fromSeconds, what: 'signs', kid },
      ...(Number.isFinite(revokedAtSeconds) ? [{ atSeconds: revokedAtSeconds, what: 'revoked', kid }] : []),
    ]),
    origin: {
      ...rateOf(perBucket, windows),
      requests: counts.reduce((sum, { fetches }) => sum + fetches, 0),
      perBucket: [...perBucket],
    },
    behaviours: figures,
    timeline: timelineOf({ study, history, counts, perBucket, bucketSeconds }),
    safe: figures.every(({ verdict, refusedTokens }) => verdict.rotationSafe !== 'no' && refusedTokens === 0),
  };
}

function adoptionOf({ period, sincePublication, ...rest }: AdoptionCount): AdoptionFigures {
  return {
    kid: period.kid,
    publishedAtSeconds: period.publishedAtSeconds,
    firstSignedAtSeconds: period.fromSeconds,
    parties: sincePublication.total + rest.never,
    aheadOfSigning: rest.aheadOfSigning,
    never: rest.never,
    medianSeconds: sincePublication.quantile(0.5),
    p99Seconds: sincePublication.quantile(0.99),
    mostSeconds: sincePublication.most,
    refusedTokens: rest.refusedTokens,
  };
}

function exposureOf(
  { exposure, stillExposed }: BehaviourCount,
  boundSeconds: number | null,
): ExposureFigures {
  const { most } = exposure;
  return {
    parties: exposure.total + stillExposed,
    medianSeconds: exposure.quantile(0.5),
    p99Seconds: exposure.quantile(0.99),
    mostSeconds: most,
    stillExposed,
    boundSeconds,
    withinBound: boundSeconds === null || (most ?? 0) <= boundSeconds,
  };
}
