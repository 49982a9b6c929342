import type { Scenario } from '../scenario/scenario.js';
import { certificateForgeries } from './certificate-forgeries.js';
import { certificateTerms, readByAllSeconds } from './certificate-terms.js';
import { drillPatience } from './drill-patience.js';

const { maxTokenLifetimeSeconds, leewaySeconds, maxClockOffsetSeconds } = certificateTerms;
const { leafLifetimeSeconds, rootDistributionSeconds } = certificateTerms;

const robAtSeconds = 8;
const addRootAtSeconds = 16;
/** X3: offered, used, and the old one kept until the last token under it is over. */
const oldRootGoneAtSeconds =
  addRootAtSeconds +
  rootDistributionSeconds +
  maxClockOffsetSeconds +
  leafLifetimeSeconds +
  maxTokenLifetimeSeconds +
  leewaySeconds +
  maxClockOffsetSeconds;
const stopAtSeconds = oldRootGoneAtSeconds + 2;

/**
 * D24: everything that certificates go through while tokens carry them. Leaves turn all the time and expire while tokens
 * under them are on their way; the intermediate is renewed; a signer is robbed; the root is swapped; the CA falls silent.
 * All the while forgers try tokens that are wrong in one thing each, a revocation list that is stale and PEM among them.
 */
export const certificateLifeCycle: Scenario = {
  name: 'certificate-life-cycle',
  drill: 'D24',
  title: 'certificates turn, are renewed, revoked and end under traffic: no valid token is refused',
  // Until the last certificate is too short for a token, and the last token was presented at its oldest.
  durationSeconds: stopAtSeconds + leafLifetimeSeconds,
  traffic: {
    clients: 6,
    pauseMilliseconds: 500,
    presentAtSeconds: [0, maxTokenLifetimeSeconds / 2, maxTokenLifetimeSeconds - 1],
  },
  events: [
    // Just before a signer needs a certificate: nobody has the new intermediate's list yet.
    { atSeconds: robAtSeconds - 1, do: 'add-intermediate' },
    { atSeconds: robAtSeconds, do: 'rob-signer' },
    { atSeconds: addRootAtSeconds, do: 'add-root' },
    { atSeconds: stopAtSeconds, do: 'stop-certifying' },
  ],
  bars: {
    falseRejects: 0,
    unknownKids: 0,
    publishedKeys: 0,
    validTokensTried: 1000,
    signingKids: 12,
    falseAccepts: 0,
    wrongCodes: 0,
    badTokensTried: 10 * certificateForgeries.length,
    refusedToSign: 1,
  },
  emergency: { exposureSeconds: readByAllSeconds, gapSeconds: 0 },
  patience: drillPatience,
};
