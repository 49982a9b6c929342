import { profiles } from '@keyturn/shared/profiles';
import { exposureSeconds, replacementGapSeconds } from '@keyturn/shared/rotation-bounds';
import type { EmergencyBounds, Scenario } from '../scenario/scenario.js';
import type { Replacement } from '../scenario/world.js';
import { drillPatience } from './drill-patience.js';
import { bothClasses, harmlessToTokens, readyAtSeconds, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { rotation, verifier } = profiles.drill;
const { maxTokenLifetimeSeconds, staleSeconds } = rotation;
const exposure = exposureSeconds(rotation);
const gaps = replacementGapSeconds(rotation);
/** A cold standby is published by the first tick, and waits its lead like any other. */
const stolenAtSeconds = readyAtSeconds + 1;

function emergency(
  name: string,
  drill: string,
  replaceWith: Replacement,
  { gapSeconds, gapSecondsByClass }: Pick<EmergencyBounds, 'gapSeconds' | 'gapSecondsByClass'>,
): Scenario {
  const mayGap = gapSeconds > 0;
  return {
    name,
    drill,
    title: `the key that signs tokens is stolen, revoked and replaced by a ${replaceWith} key`,
    durationSeconds: stolenAtSeconds + gaps.freshExpiryOnly + maxTokenLifetimeSeconds,
    traffic: tokenTraffic,
    partyClasses: bothClasses,
    events: [{ atSeconds: stolenAtSeconds, do: 'revoke', series: TOKEN_SERIES, replaceWith }],
    bars: {
      ...harmlessToTokens,
      // Tokens of the revoked key name a kid that parties have dropped.
      unknownKids: Number.POSITIVE_INFINITY,
      publishedKeys: replaceWith === 'cold' ? 4 : 3,
      falseAccepts: 0,
      badTokensTried: 20,
      ...(mayGap && { gapRejects: 1 }),
    },
    emergency: {
      exposureSeconds: exposure.healthy,
      gapSeconds,
      ...(gapSecondsByClass && { gapSecondsByClass }),
    },
    patience: drillPatience,
  };
}

const noGap = { gapSeconds: gaps.standby };
const freshGaps = { refetching: gaps.freshRefetching, 'expiry-only': gaps.freshExpiryOnly };

/** D05, D05c, D06: the same theft, and what it costs by what replaces the key. */
export const emergencyStandby = emergency('emergency-standby', 'D05', 'standby', noGap);
export const emergencyCold = emergency('emergency-cold', 'D05c', 'cold', noGap);
export const emergencyFresh = emergency('emergency-fresh', 'D06', 'fresh', {
  gapSeconds: gaps.freshRefetching,
  gapSecondsByClass: freshGaps,
});

const blockedAtSeconds = readyAtSeconds;
const runOutSeconds = exposure.fetchesBlocked;
const blockedForSeconds = runOutSeconds + 6;

/** D07: nobody hears of the revocation. A copy is believed until it runs out, and then nothing is. */
export const revokedInTheDark: Scenario = {
  ...emergencyStandby,
  name: 'revoked-in-the-dark',
  drill: 'D07',
  title: 'a stolen key is revoked while no party can fetch: in the end nothing is believed',
  durationSeconds: blockedAtSeconds + blockedForSeconds + verifier.maxBackoffSeconds + 4,
  events: [
    {
      ...{ atSeconds: blockedAtSeconds, do: 'break-origin', how: 'hang', forSeconds: blockedForSeconds },
      mayRefuse: {
        fromSeconds: staleSeconds,
        untilSeconds: blockedForSeconds + verifier.maxBackoffSeconds + 1,
      },
      mustRefuseFromSeconds: runOutSeconds,
    },
    { atSeconds: blockedAtSeconds + 0.2, do: 'revoke', series: TOKEN_SERIES, replaceWith: 'standby' },
  ],
  bars: { ...emergencyStandby.bars, acceptedBlind: 0, outageRejects: 20 },
  emergency: { exposureSeconds: runOutSeconds, gapSeconds: gaps.standby },
};
