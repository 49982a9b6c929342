import { profiles } from '@keyturn/shared/profiles';
import { exposureSeconds, replacementGapSeconds } from '@keyturn/shared/rotation-bounds';
import type { Scenario } from '../scenario/scenario.js';
import { forgeries } from './chain-forgeries.js';
import { INNERS } from './chain-issuer.js';
import { drillPatience } from './drill-patience.js';

const { drill } = profiles;
const { publishLeadSeconds, retentionSeconds } = drill.rotation;
const turnAtSeconds = publishLeadSeconds + 1;

/** An outer lives for as long as its inner at most, which is five seconds here. */
const traffic = { clients: 50, pauseMilliseconds: 500, presentAtSeconds: [0, 1] };

const harmless = {
  falseRejects: 0,
  unknownKids: 0,
  knownKidWaits: 0,
  publishedKeys: 3,
  validTokensTried: 1000,
  signingKids: 2,
  falseAccepts: 0,
  badTokensTried: 10 * forgeries.length,
};

/** D25: the key that signs inners turns under the traffic of fifty holders, while attackers try every forgery. */
export const innerKeyRotation: Scenario = {
  name: 'inner-key-rotation',
  drill: 'D25',
  title: 'the key that signs inner JWTs turns: no holder notices, no forgery passes',
  durationSeconds: turnAtSeconds + retentionSeconds + 3,
  traffic,
  events: [{ atSeconds: turnAtSeconds, do: 'rotate', series: INNERS }],
  bars: { ...harmless, wrongCodes: 0 },
  patience: drillPatience,
};

/** D05 and D06 of the jwc path: somebody else has the key that signs inners, and goes on signing with it. */
const emergency = (replaceWith: 'standby' | 'fresh', gapSeconds: number): Scenario => ({
  name: `inner-key-emergency-${replaceWith}`,
  drill: replaceWith === 'standby' ? 'D05' : 'D06',
  title: `the key that signs inner JWTs is revoked and replaced by a ${replaceWith} key`,
  durationSeconds: turnAtSeconds + 10,
  traffic,
  events: [{ atSeconds: turnAtSeconds, do: 'revoke', series: INNERS, replaceWith }],
  // Parties cannot know a fresh key ahead, and a forgery that was being made with the old one is refused for that.
  bars: { ...harmless, unknownKids: Number.POSITIVE_INFINITY },
  emergency: { exposureSeconds: exposureSeconds(drill.rotation).healthy, gapSeconds },
  patience: drillPatience,
});

const gaps = replacementGapSeconds(drill.rotation);
export const innerKeyEmergencies: readonly Scenario[] = [
  emergency('standby', gaps.standby),
  emergency('fresh', gaps.freshRefetching),
];
