import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { BoundTerms } from '@keyturn/shared/rotation-bounds';
import type { JournalTail } from './journal.js';

/** The algorithms that a series may sign with. `EdDSA` is the name minted by default, `Ed25519` its newer one (RFC 9864). */
export const seriesAlgorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA', 'Ed25519'] as const;
export type SeriesAlgorithm = (typeof seriesAlgorithms)[number];

/**
 * The states of a published key. `removed` and `revoked` keys are former keys. A `cold` one is a standby whose private half
 * nobody here can open.
 */
export type PublishedState = 'standby' | 'active' | 'retiring' | 'cold';

/** The largest values that were in force while they mattered to one key (I14), whole seconds. */
export interface TermsInForce extends BoundTerms {
  readonly publishLeadSeconds: number;
  readonly retentionSeconds: number;
}

/** A private half, wrapped for storage; `null` once it is destroyed. */
export type WrappedPrivateKey = string;

/** A key as custody makes it: outside the commit, before anyone saw it. */
export interface GeneratedKey {
  /** RFC 7638 thumbprint, so that a kid is forever (I7); of an imported key whatever its relying parties know it by. */
  readonly kid: string;
  readonly alg: SeriesAlgorithm;
  readonly publicJwk: PublicJwk;
}

/** What another issuer did with a key before it was imported. */
export interface EarlierUse {
  /** The longest life of anything that it signed, whole seconds. */
  readonly maxTokenLifetimeSeconds: number;
}

/** A key in the ring. Instants are seconds of the store's clock. */
export interface RingKey extends GeneratedKey {
  readonly state: PublishedState;
  /** Of a cold standby: sealed to the recovery key, which is not here. */
  readonly wrappedPrivateKey: WrappedPrivateKey;
  /** Of a cold standby alone: RFC 7638 thumbprint of the recovery key that opens it. */
  readonly sealedTo?: string;
  /** Pinned parties that are known to have it. Absent: none. */
  readonly acknowledgedBy?: readonly string[];
  /** The epoch of the commit that published it; the wrapping is bound to it. */
  readonly bornAtEpoch: number;
  readonly publishedAtSeconds: number;
  /** First of the current or last run as the signer; null before. */
  readonly activatedAtSeconds: number | null;
  /** When it last stopped signing; null while it never did or signs again. */
  readonly demotedAtSeconds: number | null;
  readonly inForce: TermsInForce;
}

/** The succession of keys of one algorithm and purpose. */
export interface KeySeries {
  readonly name: string;
  readonly alg: SeriesAlgorithm;
  /** What the policy in force says, so that a later policy knows what it replaces. */
  readonly terms: TermsInForce;
  readonly keys: readonly RingKey[];
}

/** Terms of a policy that was replaced: copies that were fetched under it live on for a while. */
export interface FormerTerms {
  readonly endedAtSeconds: number;
  readonly terms: TermsInForce;
}

/** A key that is published no more and never will be again. */
export interface FormerKey extends GeneratedKey {
  readonly series: string;
  readonly state: 'removed' | 'revoked';
  readonly publishedAtSeconds: number;
  readonly activatedAtSeconds: number | null;
  readonly demotedAtSeconds: number | null;
  readonly endedAtSeconds: number;
  readonly reason: string | null;
}

/** All keys of one issuer: one document, changed only as a whole. */
export interface KeyRing {
  readonly format: 1;
  readonly issuer: string;
  /** Every step counts as one. */
  readonly epoch: number;
  /** The policy that the ring is turned by; a replica with another digest neither ticks nor signs (I14). */
  readonly policyDigest: string;
  readonly formerTerms: readonly FormerTerms[];
  readonly createdAtSeconds: number;
  /** When an operator last said that the clock is right (O3); by epoch, which no clock moves. Absent: never. */
  readonly clockConfirmedAtEpoch?: number;
  readonly series: readonly KeySeries[];
  readonly former: readonly FormerKey[];
  readonly journal: JournalTail;
}

export function seriesOf(ring: KeyRing, name: string): KeySeries | undefined {
  return ring.series.find((series) => series.name === name);
}

export function keyInState(series: KeySeries | undefined, state: PublishedState): RingKey | undefined {
  return series?.keys.find((key) => key.state === state);
}

/** Where a published key is, by kid. */
export function findPublished(ring: KeyRing, kid: string): { series: KeySeries; key: RingKey } | undefined {
  for (const series of ring.series) {
    const key = series.keys.find((candidate) => candidate.kid === kid);
    if (key !== undefined) return { series, key };
  }
  return undefined;
}
