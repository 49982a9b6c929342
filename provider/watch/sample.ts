import type { CacheHeaders } from '@keyturn/shared/cache-headers';
import type { PublishedKey } from './published-key.js';

/** One look from outside. Nothing in it is a token or a key's private half. */
export type Sample = DiscoverySample | KeysSample | TokenSample | FailedSample;

export interface DiscoverySample {
  readonly kind: 'discovery';
  readonly atSeconds: number;
  readonly issuer: string | undefined;
  readonly jwksUri: string | undefined;
  /** `id_token_signing_alg_values_supported`; undefined where the issuer names none. */
  readonly algorithms: readonly string[] | undefined;
}

export interface KeysSample {
  readonly kind: 'keys';
  readonly atSeconds: number;
  readonly keys: readonly PublishedKey[];
  readonly digest: string;
  readonly headers: CacheHeaders;
  readonly hasEtag: boolean;
  /** Whether the same ETag was answered by 304; undefined where it was not tried. */
  readonly revalidates: boolean | undefined;
  readonly epoch: number | undefined;
  /** The issuer's clock less ours, by `Date`; undefined where a cache answered or there is none. */
  readonly offsetSeconds: number | undefined;
}

export interface TokenSample {
  readonly kind: 'token';
  readonly atSeconds: number;
  readonly kid: string | undefined;
  readonly alg: string | undefined;
  readonly issuer: string | undefined;
  readonly issuedAtSeconds: number | undefined;
  readonly expiresAtSeconds: number | undefined;
  /** `unchecked` where its key is not in the set, or not alone under its kid. */
  readonly signature: 'valid' | 'invalid' | 'unchecked';
}

export type FailedRead = 'discovery' | 'keys' | 'token';

export interface FailedSample {
  readonly kind: 'failed';
  readonly read: FailedRead;
  readonly atSeconds: number;
  /** A code of the fetch door, `json_invalid`, or what happened to the token command. */
  readonly reason: string;
  readonly message: string;
}
