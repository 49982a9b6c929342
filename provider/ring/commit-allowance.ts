import type { TermsInForce } from './key-ring.js';

/**
 * How long a commit may take from the instant that it stamps to the moment it can be seen. A slower one is given up and
 * decided anew. P and L are counted from the stamps, so every replica keeps this much in hand: it serves from a view
 * younger than P less the allowance, and signs from one younger than L less the allowance.
 * @param terms of every series that a replica may be turning or serving now. A change of policy counts the former ones
 * too: replicas that do not know of it yet keep no more in hand than those ask.
 */
export function commitAllowanceSeconds(
  terms: readonly Pick<TermsInForce, 'publicationDelaySeconds' | 'signerLeaseSeconds'>[],
): number {
  return (
    Math.min(...terms.map((each) => Math.min(each.publicationDelaySeconds, each.signerLeaseSeconds))) / 2
  );
}
