import { commitAllowanceSeconds } from '../ring/commit-allowance.js';
import type { TermsInForce } from '../ring/key-ring.js';

/** How old a replica's view of the ring may be. Pure; ages are seconds from the start of the read. */

type DelayTerms = Pick<TermsInForce, 'publicationDelaySeconds' | 'serveStaleJwksSeconds'>;
type LeaseTerms = Pick<TermsInForce, 'publicationDelaySeconds' | 'signerLeaseSeconds'>;

export interface ServingLimits {
  /** No older than this while the store can be read: P less what a commit may take. */
  readonly freshSeconds: number;
  /** And never older than this: Z more. Past it nothing is served (I15). */
  readonly atMostSeconds: number;
}

/**
 * The smaller of what is configured and what the ring is turned by: the windows of its keys count on the latter (I14).
 * @param configured the terms of every series of this replica's policy.
 * @param adopted those of every series of the ring in view.
 */
export function servingLimits(
  configured: readonly (DelayTerms & LeaseTerms)[],
  adopted: readonly DelayTerms[],
): ServingLimits {
  const least = (name: keyof DelayTerms) =>
    Math.min(...[...configured, ...adopted].map((terms) => terms[name]));
  const freshSeconds = Math.max(0, least('publicationDelaySeconds') - commitAllowanceSeconds(configured));
  return { freshSeconds, atMostSeconds: freshSeconds + least('serveStaleJwksSeconds') };
}

/** I5: the lease, L less what a commit may take. A replica signs from no older view. */
export function signingLimitSeconds(series: LeaseTerms, configured: readonly LeaseTerms[]): number {
  return series.signerLeaseSeconds - commitAllowanceSeconds(configured);
}

/** After this instant of the store's clock a commit that was stamped at `nowSeconds` is given up, and decided anew. */
export function commitDeadlineSeconds(
  nowSeconds: number,
  configured: readonly LeaseTerms[],
  inRing: readonly LeaseTerms[],
): number {
  return nowSeconds + commitAllowanceSeconds([...configured, ...inRing]);
}
