import { profiles } from '@keyturn/shared/profiles';
import { startCarelessTarget } from './careless-target.js';
import { originDrill } from './origin-drill.js';
import { harmlessToTokens, readyAtSeconds, TOKEN_SERIES, tokenTraffic } from './token-bars.js';

const { retentionSeconds } = profiles.drill.rotation;

/** D33 (kin of RFC 8701): what a set may hold it does hold, so that parties which cannot bear it break today. Ours can. */
export const greasedSet = originDrill(
  {
    name: 'grease',
    drill: 'D33',
    title:
      'the set carries a decoy key, in no order, and an unknown member: careless parties break and are listed',
    durationSeconds: readyAtSeconds + retentionSeconds + 3,
    traffic: { ...tokenTraffic, clients: 6, pauseMilliseconds: 375 },
    partyClasses: ['refetching', 'first-key', 'expiry-only', 'fixed-count', 'refetching', 'known-members'],
    listedClasses: ['first-key', 'fixed-count', 'known-members'],
    events: [{ atSeconds: readyAtSeconds, do: 'rotate', series: TOKEN_SERIES }],
    bars: harmlessToTokens,
  },
  { issuer: { alg: TOKEN_SERIES, grease: true }, startTarget: startCarelessTarget },
);
