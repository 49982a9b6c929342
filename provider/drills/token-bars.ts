import { profiles } from '@keyturn/shared/profiles';
import type { Bars, Traffic } from '../scenario/scenario.js';

const { publishLeadSeconds, maxTokenLifetimeSeconds } = profiles.drill.rotation;

/** What drills of access tokens turn where the algorithm does not matter: these keys are quick to make. */
export const TOKEN_SERIES = 'ES256';

/** When the first standby has waited its lead. */
export const readyAtSeconds = publishLeadSeconds + 1;

export const tokenTraffic: Traffic = {
  clients: 4,
  pauseMilliseconds: 250,
  presentAtSeconds: [0, 1, maxTokenLifetimeSeconds - 1],
};

export const bothClasses = ['refetching', 'expiry-only'] as const;

export const harmlessToTokens: Bars = {
  falseRejects: 0,
  unknownKids: 0,
  publishedKeys: 3,
  validTokensTried: 300,
  signingKids: 2,
};
