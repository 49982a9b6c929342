import { epochMember } from '@keyturn/shared/epoch';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { toPublicJwk } from '@keyturn/shared/public-jwk';
import { publicationLagSeconds } from '@keyturn/shared/rotation-bounds';
import type { KeyRing, KeySeries, RingKey } from './key-ring.js';
import { keyInState, seriesOf } from './key-ring.js';
import type { RotationPolicy, SeriesPolicy } from './policy.js';
import { policyOf } from './policy.js';
import { settle } from './settle.js';
import { readyAtSeconds } from './windows.js';

/** The body of `GET /jwks` (RFC 7517 section 5), with the epoch as one more member (I11). */
export interface PublishedKeySet {
  readonly keys: readonly PublicJwk[];
  readonly [epochMember]: number;
}

/** What is published now, derived from (ring, now) at read time. Public members only, `alg`, `use` and `kid` present (I13). */
export function publishedKeySet(ring: KeyRing, nowSeconds: number): PublishedKeySet {
  const settled = settle(ring, nowSeconds);
  const keys = settled.series.flatMap((series) => series.keys).map(toPublished);
  return { keys, [epochMember]: settled.epoch };
}

function toPublished({ kid, alg, publicJwk }: RingKey): PublicJwk {
  return { ...toPublicJwk({ ...publicJwk }), kid, alg, use: 'sig' };
}

/**
 * The algorithms that discovery announces: those of every published key, so a new one is announced a lead ahead (I13).
 * @param except a series that signs no tokens.
 */
export function announcedAlgorithms(ring: KeyRing, nowSeconds: number, except?: string): readonly string[] {
  const signing = settle(ring, nowSeconds).series.filter(({ name }) => name !== except);
  return [...new Set(signing.flatMap(({ keys }) => keys.map(({ alg }) => alg)))];
}

/** The key that signs for a series now, or undefined. Always one that is in the published set (I5). */
export function signingKey(ring: KeyRing, seriesName: string, nowSeconds: number): RingKey | undefined {
  return keyInState(seriesOf(settle(ring, nowSeconds), seriesName), 'active');
}

/** What the JWKS response may promise caches. */
export interface CachePromise {
  readonly maxAgeSeconds: number;
  readonly staleIfErrorSeconds: number;
}

/**
 * The constant M (I4): a header that shrinks towards a change would bring the whole fleet back in one second. Only where
 * I2 was chosen by name must a copy that lacks the signer after next end before that key may sign. The terms are the
 * ring's: a replica that is configured otherwise must not promise what nobody else counts on (I14).
 */
export function cachePromise(ring: KeyRing, policy: RotationPolicy, nowSeconds: number): CachePromise {
  const adopted = ring.policyDigest === policy.digest;
  const perSeries = ring.series.map((series) => {
    const constant = adopted && policyOf(policy, series.name)?.parties !== 'refetching';
    return constant ? series.terms.jwksMaxAgeSeconds : maxAgeBeforeHandOver(series, nowSeconds);
  });
  return {
    maxAgeSeconds: Math.max(0, Math.floor(Math.min(...perSeries))),
    staleIfErrorSeconds: Math.min(...ring.series.map(({ terms }) => terms.staleSeconds)),
  };
}

function maxAgeBeforeHandOver(series: KeySeries, nowSeconds: number): number {
  const { jwksMaxAgeSeconds, publishLeadSeconds, maxClockOffsetSeconds } = series.terms;
  const standby = keyInState(series, 'standby');
  const handOverIn =
    standby === undefined ? 0 : Math.max(0, readyAtSeconds(standby, 'refetching') - nowSeconds);
  const unknownSignerIn = handOverIn + publishLeadSeconds;
  const limit = unknownSignerIn - publicationLagSeconds(series.terms) - maxClockOffsetSeconds;
  return Math.min(jwksMaxAgeSeconds, limit);
}

/** The policy of a series by name, or of the default series, which is the first. */
export function seriesPolicyOrDefault(
  policy: RotationPolicy,
  name: string | undefined,
): SeriesPolicy | undefined {
  return name === undefined ? policy.series[0] : policyOf(policy, name);
}
