import type { Stage } from '../scenario/stage.js';
import type { IssuedToken, ScenarioIssuer, Target } from '../scenario/world.js';
import type { CastDrill, CastParts } from './cast.js';
import { DRILL_AUDIENCE } from './drill-audience.js';
import { openDrillIssuer, requestToken } from './drill-issuer.js';
import { drillPatience } from './drill-patience.js';
import { TOKEN_SERIES } from './token-bars.js';
import { askVerifier, openPartyVerifier } from './verifier-target.js';

const PARTIES = 1000;
/** M of the default profile: in that of drills all of it would lie within one bucket. */
const jwksMaxAgeSeconds = 300;
const rotation = {
  jwksMaxAgeSeconds,
  cachedAtMostSeconds: jwksMaxAgeSeconds + 2,
  publishLeadSeconds: jwksMaxAgeSeconds + 10,
};

/** A token serves all who ask within a second: what is drilled is the fetching. */
async function startIssuer({ stage, log, sabotage }: CastParts): Promise<ScenarioIssuer> {
  const { clock } = stage;
  const { common, http, tokenOrigin, authorization } = await openDrillIssuer({
    ...{ stage, log, sabotage },
    configuration: { series: [{ alg: TOKEN_SERIES }], ...rotation },
  });
  let second = Number.NaN;
  let current: Promise<IssuedToken> | undefined;
  return {
    ...common,
    issueToken() {
      const now = Math.floor(clock.nowSeconds());
      if (current === undefined || now !== second)
        current = requestToken(http, tokenOrigin, authorization, clock);
      second = now;
      return current;
    },
  };
}

/** Our own verifier with its defaults, in which an hour has the proportions of an hour. */
export function createDefaultTarget(stage: Stage, issuer: string): Target {
  return askVerifier(
    openPartyVerifier(stage, { issuers: [{ issuer, audience: DRILL_AUDIENCE }], allowLoopback: true }),
  );
}

/** D31: a thousand parties fetched in one second. They must not come back in one. */
export const thunderingExpiry: CastDrill = {
  scenario: {
    name: 'thundering-expiry',
    drill: 'D31',
    title: `${PARTIES} parties fetched the key set in the same second: they come back spread over time`,
    durationSeconds: 2 * jwksMaxAgeSeconds,
    traffic: { clients: PARTIES, pauseMilliseconds: 30_000, presentAtSeconds: [0] },
    events: [],
    bars: {
      falseRejects: 0,
      unknownKids: 0,
      knownKidWaits: 0,
      publishedKeys: 3,
      validTokensTried: 16 * PARTIES,
      signingKids: 1,
      keySetPeakOverAverage: 3,
    },
    patience: drillPatience,
  },
  cast: {
    startIssuer,
    startTarget: (issuer, _party, stage) => createDefaultTarget(stage, issuer),
  },
};
