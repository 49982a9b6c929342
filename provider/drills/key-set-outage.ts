import { profiles } from '@keyturn/shared/profiles';
import type { Scenario } from '../scenario/scenario.js';
import type { ScenarioEvent } from '../scenario/scenario-event.js';
import type { OriginFault } from '../scenario/world.js';
import { drillPatience } from './drill-patience.js';
import { harmlessToTokens, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { rotation, verifier } = profiles.drill;
const { jwksMaxAgeSeconds, staleSeconds } = rotation;
/**
 * Every party has a copy that is no older than M, and so E is left of it. The last pause takes a quarter of E at most,
 * whatever the longest pause of the profile (`longestPauseSeconds`), and as much is left for all else.
 */
export const shortOutageSeconds = staleSeconds / 2;
const longSeconds = jwksMaxAgeSeconds + staleSeconds + 3;
/** Until all have fetched again. */
const restSeconds = verifier.maxBackoffSeconds + jwksMaxAgeSeconds + 1;
const faults: readonly OriginFault[] = ['unavailable', 'hang', 'reset', 'refuse'];

const oneAfterTheOther = (forSeconds: number, terms: object = {}): readonly ScenarioEvent[] =>
  faults.map((how, at) => ({
    ...{ atSeconds: 2 + at * (forSeconds + restSeconds), do: 'break-origin', how, forSeconds },
    ...terms,
  }));

const durationOf = (forSeconds: number) => 2 + faults.length * (forSeconds + restSeconds);

const traffic = { ...tokenTraffic, pauseMilliseconds: 500 };
const bars = { ...harmlessToTokens, signingKids: 1 };

/** D08, shorter than copies last: 503, hang, reset, refused. Nobody notices, and nobody waits. */
export const shortOutage: Scenario = {
  name: 'jwks-outage-short',
  drill: 'D08',
  title: 'the key set is away for less than copies last, in four ways: nobody notices',
  durationSeconds: durationOf(shortOutageSeconds),
  series: [TOKEN_SERIES],
  traffic,
  events: oneAfterTheOther(shortOutageSeconds),
  bars: { ...bars, knownKidWaits: 0 },
  patience: drillPatience,
};

/** D08, longer than copies last: parties fail closed, and come back by themselves. */
export const longOutage: Scenario = {
  name: 'jwks-outage-long',
  drill: 'D08',
  title: 'the key set is away for longer than copies last, in four ways: all come back',
  durationSeconds: durationOf(longSeconds),
  series: [TOKEN_SERIES],
  traffic,
  events: oneAfterTheOther(longSeconds, {
    mayRefuse: { fromSeconds: staleSeconds, untilSeconds: longSeconds + verifier.maxBackoffSeconds + 1 },
    mustRefuseFromSeconds: jwksMaxAgeSeconds + staleSeconds + rotation.publicationDelaySeconds,
  }),
  bars: { ...bars, acceptedBlind: 0, outageRejects: 20 },
  patience: drillPatience,
};
