import { MAX_KID_LENGTH } from './recent-kids.js';
import type { OfferedSet } from './refresh-state.js';

/**
 * Kids that the issuer withdrew: in use under one epoch and gone under a higher one. A kid is forever (I7): it names one
 * key, and never returns after removal or revocation, so a token of such a kid is refused without a look. An issuer whose
 * epoch went back, or that shows none, has made no such promise, and nothing is remembered of it. Pure.
 * @param withdrawn what was remembered until now, the latest first.
 * @param before the set that was in use, be it fresh or not.
 */
export function rememberWithdrawn(
  withdrawn: readonly string[],
  before: OfferedSet | undefined,
  after: OfferedSet,
): readonly string[] {
  if (before?.epoch === undefined || after.epoch === undefined || after.epoch < before.epoch) return [];
  const isGone = (kid: string) => !after.kids.includes(kid);
  const gone = after.epoch > before.epoch ? before.kids.filter(isGone) : [];
  const short = gone.filter((kid) => kid.length <= MAX_KID_LENGTH);
  // One that came back in spite of all is served from the set; it is no longer withdrawn.
  return [...new Set([...short, ...withdrawn.filter(isGone)])].slice(0, MAX_WITHDRAWN_KIDS);
}

/** More than an issuer takes away while tokens of them live; one forgotten costs a refetch that the budget pays for. */
export const MAX_WITHDRAWN_KIDS = 32;
