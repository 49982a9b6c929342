import { profiles } from '@keyturn/shared/profiles';
import { replacementGapSeconds } from '@keyturn/shared/rotation-bounds';
import { originDrill } from './origin-drill.js';
import { harmlessToTokens, readyAtSeconds, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { rotation } = profiles.drill;
const gapSeconds = replacementGapSeconds(rotation).freshRefetching;
const series = TOKEN_SERIES;

/**
 * D11: strangers name the next key before anybody knows it, so that parties remember that there is none. It is published
 * and made to sign at once, and good tokens of it are accepted no later than C after all the same (P is for the way there).
 */
export const kidSquatting = originDrill({
  name: 'kid-squatting',
  drill: 'D11',
  title: 'forged tokens name the next key before it is known: good tokens of it are accepted in time',
  durationSeconds: readyAtSeconds + gapSeconds + 2 * rotation.maxTokenLifetimeSeconds,
  traffic: { ...tokenTraffic, clients: 8, pauseMilliseconds: 500 },
  events: [
    {
      ...{ atSeconds: 1, do: 'flood', with: 'next-kids', perSecond: 80 },
      forSeconds: readyAtSeconds + gapSeconds + rotation.maxTokenLifetimeSeconds,
    },
    { atSeconds: readyAtSeconds, do: 'rotate', series },
    {
      ...{ atSeconds: readyAtSeconds + 0.3, do: 'rotate', series },
      forcedBecause: 'the drill wants a key to sign that nobody was told of',
    },
  ],
  bars: {
    ...harmlessToTokens,
    unknownKids: Number.POSITIVE_INFINITY,
    publishedKeys: 4,
    signingKids: 3,
    falseAccepts: 0,
    badTokensTried: 200,
  },
  emergency: { exposureSeconds: 0, gapSeconds },
});
