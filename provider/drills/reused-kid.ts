import { profiles } from '@keyturn/shared/profiles';
import { originDrill, patientParts } from './origin-drill.js';
import { harmlessToTokens, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { rotation, verifier } = profiles.drill;
const { refetchCooldownSeconds: C, jwksMaxAgeSeconds: M, maxTokenLifetimeSeconds } = rotation;
const quietForSeconds = M;
/** By then all look at a good set again. */
const believedAtSeconds = 3 + quietForSeconds + verifier.maxBackoffSeconds + 2;
const believedForSeconds = 4;
const durationSeconds = believedAtSeconds + believedForSeconds + maxTokenLifetimeSeconds + 2;

/** A burst, and then one each C. */
const mostRequests = (parties: number) => parties * (5 + Math.ceil(durationSeconds / C));

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
      { atSeconds: 3, do: 'poison-key-set', how: 'kids-reused', forSeconds: quietForSeconds },
      {
        ...{ atSeconds: believedAtSeconds, do: 'poison-key-set', how: 'kids-reused-anew' },
        forSeconds: believedForSeconds,
        // Back by a lower epoch: seen twice, epochConfirmSeconds apart, at the next refresh.
        mayRefuse: {
          fromSeconds: 0,
          untilSeconds: believedForSeconds + M + verifier.epochConfirmSeconds + 0.5,
        },
      },
    ],
    bars: {
      ...harmlessToTokens,
      signingKids: 1,
      outageRejects: 20,
      keySetRequests: mostRequests(tokenTraffic.clients),
      partyAlarms: tokenTraffic.clients,
    },
  },
  patientParts,
);
