import { epochMember } from '@keyturn/shared/epoch';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { toPublicJwk } from '@keyturn/shared/public-jwk';
import type { KeyRing, RingKey } from './key-ring.js';
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

/** The algorithms that discovery announces: those of every published key, so a new one is announced a lead ahead (I13). */
export function announcedAlgorithms(ring: KeyRing, nowSeconds: number): readonly string[] {
  const settled = settle(ring, nowSeconds);
  const published = settled.series.filter((series) => series.keys.length > 0).map((series) => series.alg);
  return [...new Set(published)];
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
 * I2 was chosen by name must a copy that lacks the signer after next end before that key may sign.
 */
export function cachePromise(ring: KeyRing, policy: RotationPolicy, nowSeconds: number): CachePromise {
  const perSeries = policy.series.map((series) => maxAgeFor(ring, series, nowSeconds));
  return {
    maxAgeSeconds: Math.max(0, Math.floor(Math.min(...perSeries))),
    staleIfErrorSeconds: Math.min(...policy.series.map(({ staleSeconds }) => staleSeconds)),
  };
}

function maxAgeFor(ring: KeyRing, series: SeriesPolicy, nowSeconds: number): number {
  const { jwksMaxAgeSeconds, publicationDelaySeconds, serveStaleJwksSeconds, maxClockOffsetSeconds } = series;
  if (series.parties !== 'refetching') return jwksMaxAgeSeconds;
  const standby = keyInState(seriesOf(ring, series.name), 'standby');
  const handOverIn =
    standby === undefined ? 0 : Math.max(0, readyAtSeconds(standby, series.parties) - nowSeconds);
  const unknownSignerIn = handOverIn + series.publishLeadSeconds;
  return Math.min(
    jwksMaxAgeSeconds,
    unknownSignerIn - publicationDelaySeconds - serveStaleJwksSeconds - maxClockOffsetSeconds,
  );
}

/** The policy of a series by name, or of the default series, which is the first. */
export function seriesPolicyOrDefault(
  policy: RotationPolicy,
  name: string | undefined,
): SeriesPolicy | undefined {
  return name === undefined ? policy.series[0] : policyOf(policy, name);
}
