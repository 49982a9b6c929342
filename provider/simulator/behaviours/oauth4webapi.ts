import { cacheBehaviour, never } from './cache-behaviour.js';

const FRESH_SECONDS = 300;
const COOLDOWN_SECONDS = 60;

/**
 * oauth4webapi 3, and openid-client 6 on top of it: a copy serves for 300 s, whatever its headers say; an unknown kid makes
 * it fetch when the copy is 60 s old. Source: oauth4webapi 3.8, `getPublicSigKeyFromIssuerJwksUri` (`age >= 300`,
 * `age >= 60`); neither number can be set.
 */
export const oauth4webapiBehaviour = cacheBehaviour(
  {
    name: 'oauth4webapi',
    title: 'oauth4webapi, openid-client',
    setting: undefined,
    terms: () => ({
      healthyCopySeconds: FRESH_SECONDS,
      cachedAtMostSeconds: FRESH_SECONDS,
      refetchCooldownSeconds: COOLDOWN_SECONDS,
    }),
  },
  (_copy, nowSeconds) => ({
    fetchesAtSeconds: never,
    expiresAtSeconds: nowSeconds + FRESH_SECONDS,
    looksAgainAtSeconds: nowSeconds + COOLDOWN_SECONDS,
  }),
);
