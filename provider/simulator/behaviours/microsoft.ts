import type { Behaviour, PartyState } from '../behaviour.js';
import { never } from './cache-behaviour.js';

const AUTOMATIC_REFRESH_INTERVAL_SECONDS = 12 * 3600;
const JITTER_MINUTES = 60;
const REFRESH_INTERVAL_SECONDS = 300;
const LONGEST_SECONDS = AUTOMATIC_REFRESH_INTERVAL_SECONDS + (JITTER_MINUTES - 1) * 60;

export interface MicrosoftState extends PartyState {
  /** The first token of an unknown kid is granted its fetch at once, the others after `RefreshInterval`. */
  readonly requestedBefore: boolean;
}

/**
 * `ConfigurationManager` of Microsoft.IdentityModel with ASP.NET's `RefreshOnIssuerKeyNotFound` (on by default): a copy
 * serves for `AutomaticRefreshInterval` (12 h) and up to 59 minutes of jitter; an unknown kid makes it fetch at once the
 * first time, then when the last fetch is `RefreshInterval` (5 min) old. Source:
 * azure-activedirectory-identitymodel-extensions-for-dotnet, `BaseConfigurationManager.cs` (the two defaults) and
 * `ConfigurationManager.cs` (`GetConfigurationAsync`, `RequestRefresh`). Taken over the 86400 s of version 5 and before,
 * which the profile `wide` is for. Not played: last-known-good configurations, which live for an hour from their first use
 * and so are over when the copy is replaced; and an endpoint that fails, whose last copy is kept without end.
 */
export const microsoftBehaviour: Behaviour<MicrosoftState> = {
  name: 'microsoft',
  title: 'Microsoft.IdentityModel',
  setting: 'AutomaticRefreshInterval',
  hearsNews: false,
  terms: () => ({
    healthyCopySeconds: LONGEST_SECONDS,
    cachedAtMostSeconds: LONGEST_SECONDS,
    refetchCooldownSeconds: REFRESH_INTERVAL_SECONDS,
  }),
  begin: () => ({
    held: undefined,
    fetchesAtSeconds: never,
    expiresAtSeconds: Number.NEGATIVE_INFINITY,
    looksAgainAtSeconds: Number.NEGATIVE_INFINITY,
    requestedBefore: false,
  }),
  ask: (state, cause) => (cause === 'unknown-kid' ? { ...state, requestedBefore: true } : state),
  receive({ requestedBefore }, { moment }, nowSeconds, draw) {
    const jitterSeconds = Math.floor(draw() * JITTER_MINUTES) * 60;
    const state = {
      held: moment,
      fetchesAtSeconds: never,
      expiresAtSeconds: nowSeconds + AUTOMATIC_REFRESH_INTERVAL_SECONDS + jitterSeconds,
      looksAgainAtSeconds: requestedBefore ? nowSeconds + REFRESH_INTERVAL_SECONDS : nowSeconds,
      requestedBefore,
    };
    return { state, again: false };
  },
  newsDelaySeconds: () => 0,
};
