import type { RotationPolicy, SeriesPolicy } from '../ring/policy.js';
import type { CertificateTerms } from './certificate-life.js';

/** The terms that hold for every series: the largest of each. */
export function certificateTermsOf({ series }: RotationPolicy): CertificateTerms {
  const most = (name: keyof CertificateTerms) => Math.max(...series.map((each) => each[name]));
  return {
    maxTokenLifetimeSeconds: most('maxTokenLifetimeSeconds'),
    leewaySeconds: most('leewaySeconds'),
    maxClockOffsetSeconds: most('maxClockOffsetSeconds'),
  };
}

/**
 * The shortest life of a signer's certificate under which X2 leaves room to sign: one whole token, and a fifth of that
 * again to renew in.
 */
export function minCertificateLifetimeSeconds(terms: CertificateTerms): number {
  return Math.ceil(1.25 * tokenSpanSeconds(terms));
}

/** As short as tokens are, with room for two renewals that fail. */
export const defaultCertificateLifetimeSeconds = (terms: CertificateTerms): number =>
  3 * tokenSpanSeconds(terms);

function tokenSpanSeconds({
  maxTokenLifetimeSeconds,
  leewaySeconds,
  maxClockOffsetSeconds,
}: CertificateTerms) {
  return maxTokenLifetimeSeconds + leewaySeconds + maxClockOffsetSeconds;
}

/**
 * How long the certificate of a ring key has to live: from its publication to the end of its last token (X2), twice the
 * scheduled time, so that a rotation that is late does not end it (I10).
 */
export function ringCertificateLifetimeSeconds({ series }: RotationPolicy): number {
  const span = (each: SeriesPolicy) => each.publishLeadSeconds + each.rotationIntervalSeconds;
  return Math.max(...series.map((each) => 2 * span(each) + each.retentionSeconds));
}
