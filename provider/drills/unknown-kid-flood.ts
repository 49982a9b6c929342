import { profiles } from '@keyturn/shared/profiles';
import { originDrill } from './origin-drill.js';
import { harmlessToTokens, readyAtSeconds, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { refetchCooldownSeconds: C, jwksMaxAgeSeconds: M, maxTokenLifetimeSeconds } = profiles.drill.rotation;
const perSecond = 1000;
const forSeconds = 6;
const durationSeconds = readyAtSeconds + 2 * maxTokenLifetimeSeconds;

/** Of each party a burst, and then one each C while the flood lasts. */
const mostForced = tokenTraffic.clients * (5 + Math.ceil(forSeconds / C));

/** D10: random kids at all parties while the key turns: one fetch each C, no key forgotten, no good token waits. */
export const unknownKidFlood = originDrill({
  name: 'unknown-kid-flood',
  drill: 'D10',
  title: 'a thousand tokens of random kids a second while the key turns: good ones do not notice',
  durationSeconds,
  events: [
    { atSeconds: readyAtSeconds - forSeconds / 2, do: 'flood', with: 'unknown-kids', perSecond, forSeconds },
    { atSeconds: readyAtSeconds, do: 'rotate', series: TOKEN_SERIES },
  ],
  bars: {
    ...harmlessToTokens,
    knownKidWaits: 0,
    falseAccepts: 0,
    // A machine that is busy floods more slowly.
    badTokensTried: (perSecond * forSeconds) / 10,
    keySetRequestsNoCache: mostForced,
    // Of a party that asks past no cache, too; beside what it asks anyway, no more often than each M / 2.
    keySetRequests: mostForced + tokenTraffic.clients * Math.ceil((2 * durationSeconds) / M),
  },
});
