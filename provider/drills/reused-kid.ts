import { profiles } from '@keyturn/shared/profiles';
import { originDrill, patientParts } from './origin-drill.js';
import { patientRotation } from './patient-rotation.js';
import { harmlessToTokens, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { rotation, verifier } = profiles.drill;
const { refetchCooldownSeconds: C, jwksMaxAgeSeconds: M, maxTokenLifetimeSeconds } = rotation;
const quietForSeconds = M;
/** By then all look at a good set again. */
const believedAtSeconds = 3 + quietForSeconds + verifier.maxBackoffSeconds + 2;
const believedForSeconds = 4;
const durationSeconds = believedAtSeconds + believedForSeconds + maxTokenLifetimeSeconds + 2;

/** Back by a lower epoch: seen twice, epochConfirmSeconds apart, at the next refresh. */
const refusesForSeconds = believedForSeconds + M + verifier.epochConfirmSeconds + 0.5;
const { clients } = tokenTraffic;
/** Of each party a burst, and then one each C for as long as tokens are refused. */
const mostForced = clients * (5 + Math.ceil(refusesForSeconds / C));

/**
 * D12: a kid that names another key. The ring refuses (I7). Served all the same, it is not believed while the epoch stays;
 * with a higher one it is, and then a party looks again at most once each C, and comes back when the set does.
 */
export const reusedKid = originDrill(
  {
    name: 'kid-reuse',
    drill: 'D12',
    title: 'a kid names another key: the ring refuses, and no party fetches in a loop',
    durationSeconds,
    traffic: tokenTraffic,
    events: [
      { atSeconds: 2, do: 'reuse-kid', series: TOKEN_SERIES, refusedBy: 'I7' },
      {
        ...{ atSeconds: 3, do: 'poison-key-set', how: 'kids-reused', forSeconds: quietForSeconds },
        // Who takes whatever is served, as a service may that is called.
        mayRefuse: { fromSeconds: 0, untilSeconds: quietForSeconds + M + 0.5, partyClass: 'expiry-only' },
      },
      {
        ...{ atSeconds: believedAtSeconds, do: 'poison-key-set', how: 'kids-reused-anew' },
        forSeconds: believedForSeconds,
        mayRefuse: { fromSeconds: 0, untilSeconds: refusesForSeconds },
      },
    ],
    bars: {
      ...harmlessToTokens,
      signingKids: 1,
      outageRejects: 20,
      keySetRequestsNoCache: mostForced,
      // Of a party that asks past no cache, too; beside what it asks anyway, no more often than each M / 2.
      keySetRequests: mostForced + clients * Math.ceil((2 * durationSeconds) / M),
      partyAlarms: clients,
    },
    copiesOutlastSeconds: patientRotation.staleSeconds,
  },
  patientParts,
);
