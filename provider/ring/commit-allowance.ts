import type { RotationPolicy } from './policy.js';

/**
 * How long a commit may take from the instant that it stamps to the moment it can be seen. A slower one is given up and
 * decided anew. P and L are counted from the stamps, so every replica keeps this much in hand: it serves from a view
 * younger than P less the allowance, and signs from one younger than L less the allowance.
 */
export function commitAllowanceSeconds({ series }: RotationPolicy): number {
  const shortest = series.map((each) => Math.min(each.publicationDelaySeconds, each.signerLeaseSeconds));
  return Math.min(...shortest) / 2;
}
