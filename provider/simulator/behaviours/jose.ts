import { cacheBehaviour, never } from './cache-behaviour.js';

const CACHE_MAX_AGE_SECONDS = 600;
const COOLDOWN_SECONDS = 30;

/**
 * `createRemoteJWKSet` of jose 6: a copy serves for `cacheMaxAge` (600000 ms), whatever its headers say; an unknown kid
 * makes it fetch when the copy is older than `cooldownDuration` (30000 ms). Who asks waits for the fetch.
 * Source: jose 6.2, `jwks/remote.js`, the defaults in `createRemoteJWKSet`.
 */
export const joseBehaviour = cacheBehaviour(
  {
    name: 'jose',
    title: 'jose createRemoteJWKSet',
    setting: 'cacheMaxAge',
    terms: () => ({
      healthyCopySeconds: CACHE_MAX_AGE_SECONDS,
      cachedAtMostSeconds: CACHE_MAX_AGE_SECONDS,
      refetchCooldownSeconds: COOLDOWN_SECONDS,
    }),
  },
  (_copy, nowSeconds) => ({
    fetchesAtSeconds: never,
    expiresAtSeconds: nowSeconds + CACHE_MAX_AGE_SECONDS,
    looksAgainAtSeconds: nowSeconds + COOLDOWN_SECONDS,
  }),
);
