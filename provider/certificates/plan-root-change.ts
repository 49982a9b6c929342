import type { CertificateTerms } from './certificate-life.js';

/** A root as its operator knows it. Seconds since the epoch. */
export interface RootHistory {
  /** When it was first offered to relying parties. */
  readonly publishedAtSeconds: number;
  /** When the last token under it was signed; null while some are. */
  readonly lastSignedAtSeconds: number | null;
}

export interface RootTerms extends CertificateTerms {
  /** How long it takes until every relying party has a root that is offered: the slowest one counts. */
  readonly rootDistributionSeconds: number;
}

/** X3: the first instant at which tokens may be signed under a new root. */
export function rootUsableAtSeconds(
  { publishedAtSeconds }: RootHistory,
  { rootDistributionSeconds, maxClockOffsetSeconds }: RootTerms,
): number {
  return publishedAtSeconds + rootDistributionSeconds + maxClockOffsetSeconds;
}

/** X3: the first instant at which relying parties may drop an old root; null while tokens are signed under it. */
export function rootRemovableAtSeconds(
  { lastSignedAtSeconds }: RootHistory,
  { maxTokenLifetimeSeconds, leewaySeconds, maxClockOffsetSeconds }: CertificateTerms,
): number | null {
  if (lastSignedAtSeconds === null) return null;
  return lastSignedAtSeconds + maxTokenLifetimeSeconds + leewaySeconds + maxClockOffsetSeconds;
}
