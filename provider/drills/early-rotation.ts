import { profiles } from '@keyturn/shared/profiles';
import { replacementGapSeconds } from '@keyturn/shared/rotation-bounds';
import type { Scenario } from '../scenario/scenario.js';
import { drillPatience } from './drill-patience.js';
import { bothClasses, harmlessToTokens, readyAtSeconds, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { rotation } = profiles.drill;
const { publishLeadSeconds, maxTokenLifetimeSeconds } = rotation;
const gaps = replacementGapSeconds(rotation);
const series = TOKEN_SERIES;

/** Less than a second after the standby was published: what is left of its lead, in whole seconds. */
const fullWait = { atLeastSeconds: publishLeadSeconds - 1, atMostSeconds: publishLeadSeconds };

/** Between two fetches of parties whose first one was at the start, so that all of them have an old copy. */
const rotateAtSeconds = readyAtSeconds + 1;

/** D02 (Dex 2759, Vault 9201): a key signs that was published just now, because somebody forces it. */
export const noPublishLead: Scenario = {
  name: 'no-publish-lead',
  drill: 'D02',
  title: 'a key of no age is to sign: refused; forced, each class of party recovers in time',
  durationSeconds: rotateAtSeconds + gaps.freshExpiryOnly + maxTokenLifetimeSeconds,
  traffic: { ...tokenTraffic, clients: 8, pauseMilliseconds: 500 },
  partyClasses: bothClasses,
  events: [
    { atSeconds: rotateAtSeconds, do: 'rotate', series },
    { atSeconds: rotateAtSeconds + 0.2, do: 'rotate', series, refusedBy: 'I8', toldToWait: fullWait },
    {
      atSeconds: rotateAtSeconds + 0.3,
      do: 'rotate',
      series,
      forcedBecause: 'the drill wants to see the herd',
    },
  ],
  bars: {
    ...harmlessToTokens,
    unknownKids: Number.POSITIVE_INFINITY,
    publishedKeys: 4,
    signingKids: 3,
    // That the third kid signs is proof enough that it was forced: whose copy is old just then is chance in real time.
    gapRejects: 0,
  },
  emergency: {
    exposureSeconds: 0,
    gapSeconds: gaps.freshRefetching,
    gapSecondsByClass: { refetching: gaps.freshRefetching, 'expiry-only': gaps.freshExpiryOnly },
  },
  patience: drillPatience,
};

/** D18: rotated twice inside the lead. What was told to be waited is then enough. */
export const doubleRotation: Scenario = {
  name: 'double-rotation',
  drill: 'D18',
  title: 'a key is turned twice inside the lead: the second time is refused',
  durationSeconds: readyAtSeconds + publishLeadSeconds + 3,
  traffic: tokenTraffic,
  partyClasses: bothClasses,
  events: [
    { atSeconds: readyAtSeconds, do: 'rotate', series },
    { atSeconds: readyAtSeconds + 0.5, do: 'rotate', series, refusedBy: 'I8', toldToWait: fullWait },
    { atSeconds: readyAtSeconds + publishLeadSeconds + 1, do: 'rotate', series },
  ],
  bars: { ...harmlessToTokens, publishedKeys: 4, signingKids: 3 },
  patience: drillPatience,
};
