import type { SeriesPolicy } from '../ring/policy.js';
import { createSeededDraw } from '../scenario/seeded-draw.js';
import { BehaviourCount } from './behaviour-count.js';
import { createBehaviour } from './behaviours.js';
import { type FleetReport, reportOf } from './fleet-report.js';
import type { FleetStudy } from './fleet-study.js';
import { playIssuer } from './issuer-history.js';
import { PartyPlay } from './play-party.js';
import { SimulationError } from './simulation-error.js';

/** A quarter of a year: buckets are kept for all of it. */
const MAX_DURATION_SECONDS = 90 * 86_400;
const MAX_PARTIES = 10_000_000;

/** Two rotation intervals; the revocation in the middle of the second but one quarter. */
export function defaultTimes({ rotationIntervalSeconds: I }: SeriesPolicy) {
  return { durationSeconds: 2 * I, revokeAtSeconds: Math.floor(1.25 * I) };
}

/** Plays the whole fleet. Pure: the same study gives the same report. Throws SimulationError. */
export function studyFleet(study: FleetStudy): FleetReport {
  assertSize(study);
  const { policy, mix, durationSeconds: endSeconds, revokeAtSeconds, replaceWith, requestsPerSecond } = study;
  const history = playIssuer({ policy, endSeconds, revokeAtSeconds, replaceWith });
  const draw = createSeededDraw(study.seed);
  const world = {
    history,
    endSeconds,
    draw,
    flow: { requestsPerSecond, lifetimeSeconds: policy.maxTokenLifetimeSeconds },
    publicationDelaySeconds: policy.publicationDelaySeconds,
  };
  const bucketSeconds = Math.max(1, Math.floor(policy.jwksMaxAgeSeconds / BUCKETS_PER_MAX_AGE));
  const startedWithinSeconds = Math.floor(Math.min(policy.rotationIntervalSeconds, endSeconds) / 2);
  const played = mix.map(({ name, parties }) => {
    const behaviour = createBehaviour(name, study.verifier);
    const count = new BehaviourCount(history.periods, bucketSeconds, endSeconds);
    // Services are started at any time of the day, so that nothing but keyturn sets the phase.
    for (let party = 0; party < parties; party++)
      new PartyPlay(behaviour, Math.floor(draw() * startedWithinSeconds), world, count).run();
    return { behaviour, count };
  });
  return reportOf(study, history, played, { bucketSeconds, startedWithinSeconds });
}

/** Short enough to show a herd that is spread over a tenth of the fresh time or more. */
const BUCKETS_PER_MAX_AGE = 30;

function assertSize({ mix, durationSeconds, revokeAtSeconds, policy }: FleetStudy): void {
  const parties = mix.reduce((sum, each) => sum + each.parties, 0);
  if (parties < 1 || parties > MAX_PARTIES)
    throw new SimulationError('study_size', `a study has 1 to ${MAX_PARTIES} parties, not ${parties}`);
  if (durationSeconds < 2 * policy.tickSeconds || durationSeconds > MAX_DURATION_SECONDS)
    throw new SimulationError(
      'study_size',
      `a study lasts ${2 * policy.tickSeconds} s to ${MAX_DURATION_SECONDS} s, not ${durationSeconds} s`,
    );
  if (revokeAtSeconds !== undefined && (revokeAtSeconds < 1 || revokeAtSeconds >= durationSeconds))
    throw new SimulationError(
      'revocation_outside',
      `the revocation at ${revokeAtSeconds} s is not within the ${durationSeconds} s of the study; move --revoke-at, or raise --for`,
    );
}
