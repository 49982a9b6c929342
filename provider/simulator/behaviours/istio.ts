import { cacheBehaviour, never } from './cache-behaviour.js';

const REFRESH_INTERVAL_SECONDS = 1200;

/**
 * Istio: istiod fetches every `PILOT_JWT_PUB_KEY_REFRESH_INTERVAL` (20 min) and hands the keys to its proxies; no kid and
 * no header changes that. One party is one istiod. Source: istio `pilot/pkg/model/jwks_resolver.go`
 * (`JwtPubKeyRefreshInterval`) and the release note of the variable. The push to the proxies is taken as instant.
 */
export const istioBehaviour = cacheBehaviour(
  {
    name: 'istio',
    title: 'Istio (istiod)',
    setting: 'PILOT_JWT_PUB_KEY_REFRESH_INTERVAL',
    terms: () => ({
      healthyCopySeconds: REFRESH_INTERVAL_SECONDS,
      cachedAtMostSeconds: REFRESH_INTERVAL_SECONDS,
      refetchCooldownSeconds: never,
    }),
  },
  (_copy, nowSeconds) => ({
    fetchesAtSeconds: nowSeconds + REFRESH_INTERVAL_SECONDS,
    expiresAtSeconds: never,
    looksAgainAtSeconds: never,
  }),
);
