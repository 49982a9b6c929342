import type { Clock } from '@keyturn/shared/clock';
import type { MetadataForm } from '@keyturn/shared/discovery-document';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { ProfileName } from '@keyturn/shared/verifier-profiles';
import type { DenylistOptions } from './denylist/options.js';
import type { JwcOptions } from './jwc/options.js';
import type { TrustPathName } from './rejection.js';
import type { SignatureAlgorithm } from './signature/algorithms.js';
import type { TokenProfileName } from './token/profiles.js';
import type { FurtherCheckPlug } from './trust/further-check.js';
import type { IssuerSource } from './trust/issuer-source.js';
import type { KeySetStore } from './trust/key-set-store.js';
import type { TrustPathPlug } from './trust/trust-path-plug.js';
import type { WaitUntil } from './wait-until.js';
import type { X5cOptions } from './x5c/options.js';

/** What `createVerifier` takes; its JSON form is what `keyturn verify --config` takes. */
export interface VerifierOptions {
  /**
   * Every issuer whose tokens may be accepted, each once; or `tenants((unverifiedIssuer) => …)`, which looks them up. No
   * network call is made for any other.
   */
  readonly issuers: readonly IssuerOptions[] | IssuerSource;
  /** The trust paths beside discovery that issuers may use, as values: `[jwc()]`, `[x5c()]`. Default: none. */
  readonly trustPaths?: readonly TrustPathPlug[];
  /**
   * Checks beyond the token itself, as values: `[oneTimeTokens()]`. They come last: they can refuse and never accept.
   * Default: none.
   */
  readonly furtherChecks?: readonly FurtherCheckPlug[];
  /** Where key sets outlive the process: `persistedKeySets(keyv, { secret })`. Default: nowhere. */
  readonly keySetStore?: KeySetStore;
  /** Keys and tokens that are refused on every trust path and for every issuer. Default: none. */
  readonly denylist?: DenylistOptions;
  /**
   * Remembers verified tokens by their exact text: a token that comes again costs no signature. Time, key set, chain or
   * inner, and `denylist` are looked at each time. Their claims are frozen. Default: none is remembered.
   */
  readonly tokenCache?: TokenCacheOptions;
  /** Allows `http` and loopback addresses, for development. Default false. */
  readonly allowLoopback?: boolean;
  /** Allows private, link-local and other internal addresses. Default false. */
  readonly allowPrivateNetwork?: boolean;
  /** PEM of extra roots for the issuers' https (Node only). Default: the platform's roots alone. */
  readonly tlsCa?: string | readonly string[];
  /** `unavailable` must be typed out where the runtime cannot check addresses (anything but Node). Ignored on Node. */
  readonly addressCheck?: 'unavailable';
  /** The profile of the key cache's durations. Default `default`; `dev` and `drill` are for seconds instead of minutes. */
  readonly durations?: ProfileName;
  /** Where time comes from. Default: the system's clock. */
  readonly clock?: Clock;
  /**
   * Where work ends with the request that began it: keeps the runtime at it until the promise settles, as `waitUntil` of
   * `cloudflare:workers` does. Given every fetch of keys. Default: none, which is right on Node and in browsers.
   */
  readonly waitUntil?: WaitUntil;
}

export interface TokenCacheOptions {
  /** The oldest goes first. From 1 to 1,000,000; default 1000. Each takes its own length and its claims. */
  readonly maxTokens?: number;
}

export interface IssuerOptions {
  /**
   * The exact `iss`: no normalising, no case folding. `null`, typed out, takes any or none: only with the path `x5c`
   * alone, a binding to something else than the issuer, and as the only entry.
   */
  readonly issuer: string | null;
  /** What `aud` must contain: one of these, by exact string. `null` typed out checks none. */
  readonly audience: string | readonly string[] | null;
  /** Default `accessToken` (RFC 9068). `anyJwt` asks for RFC 7519 alone. */
  readonly profile?: TokenProfileName;
  /** Default: every algorithm supported. A JWK without `alg` is bound to the first that fits it. */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /** For `exp`, seconds, 0 to 60. Default 5, less in the short duration profiles. */
  readonly leewaySeconds?: number;
  /** For `nbf` and `iat`, seconds, 0 to 300. Default 60, less in the short duration profiles. */
  readonly futureToleranceSeconds?: number;
  /** The most that `exp - iat` may be, seconds. Default: no limit. */
  readonly maxLifetimeSeconds?: number;
  /** How long the last good key set is used while the provider cannot be reached, seconds. Default 900. */
  readonly staleIfErrorSeconds?: number;
  /** Uses a stale key set in spite of `must-revalidate`. Default false. */
  readonly allowStaleInSpiteOfMustRevalidate?: boolean;
  /** How keys are found. Default `discovery`. Each other one is plugged in by `trustPaths`. */
  readonly trustPath?: TrustPathName | readonly TrustPathName[];
  readonly discovery?: DiscoveryOptions;
  /** For the path `jwc`. */
  readonly jwc?: JwcOptions;
  /** For the path `x5c`. */
  readonly x5c?: X5cOptions;
}

/** At most one of the three. */
export interface DiscoveryOptions {
  /** Where the metadata lies. Default `openid`. */
  readonly metadata?: MetadataForm;
  /** Skips discovery: the address of the key set. */
  readonly jwksUri?: string;
  /** Skips the network: the key set itself. */
  readonly jwks?: { readonly keys: readonly PublicJwk[] };
}
