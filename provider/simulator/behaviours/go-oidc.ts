import { cacheBehaviour, never } from './cache-behaviour.js';

const KEYS_EXPIRY_DELTA_SECONDS = 30;

/**
 * go-oidc 2: a kid that it holds is verified without a look at the copy's age, for ever. A kid that it does not hold makes
 * it fetch once the copy's max-age is over but for 30 s; before, the token is refused. So a revoked key is accepted until
 * an unknown kid comes by. Source: go-oidc 2, `jwks.go` (`keysExpiryDelta`; `verify`: "Don't check expiry yet").
 */
export const goOidcBehaviour = cacheBehaviour(
  {
    name: 'go-oidc',
    title: 'go-oidc 2',
    setting: undefined,
    terms: ({ jwksMaxAgeSeconds }) => ({
      healthyCopySeconds: never,
      cachedAtMostSeconds: never,
      refetchCooldownSeconds: Math.max(0, jwksMaxAgeSeconds - KEYS_EXPIRY_DELTA_SECONDS),
    }),
  },
  ({ headers }, nowSeconds) => ({
    fetchesAtSeconds: never,
    expiresAtSeconds: never,
    // Strictly past it: `now + 30 s` must be after the expiry.
    looksAgainAtSeconds:
      nowSeconds + Math.max(0, (headers.maxAgeSeconds ?? 0) - KEYS_EXPIRY_DELTA_SECONDS) + 1,
  }),
);
