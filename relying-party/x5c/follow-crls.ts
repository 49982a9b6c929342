import type { Crl } from '../x509/crl.js';

/** The lists of one issuer and scope (`Crl.sequence`) that are in use. */
export type HeldCrls = ReadonlyMap<string, readonly Crl[]>;

export interface FollowedCrls {
  readonly held: HeldCrls;
  /** What counts now: of every sequence that was read, its lists, or those held where these are newer. */
  readonly crls: readonly Crl[];
  /** Sequences of which an older list came than is in use. */
  readonly refused: readonly string[];
}

/**
 * An older list never takes the place of a newer one: it would make good again what was revoked in between. The number
 * says which is older, the time where two have the same number (RFC 5280 section 5.2.3). What was held is remembered even
 * while the file does not have it. Pure.
 */
export function followCrls(held: HeldCrls, read: readonly Crl[]): FollowedCrls {
  const next = new Map(held);
  const sequences = [...new Set(read.map(({ sequence }) => sequence))];
  const refused = sequences.filter((sequence) => {
    const crls = read.filter((crl) => crl.sequence === sequence);
    if (isOlder(crls, held.get(sequence) ?? [])) return true;
    next.set(sequence, crls);
    return false;
  });
  return { held: next, crls: sequences.flatMap((sequence) => next.get(sequence) ?? []), refused };
}

/** The newest of some lists is older than one of others. */
function isOlder(crls: readonly Crl[], than: readonly Crl[]): boolean {
  return than.some((other) => crls.every((crl) => isBefore(crl, other)));
}

function isBefore(a: Crl, b: Crl): boolean {
  return a.number === b.number ? a.thisUpdateSeconds < b.thisUpdateSeconds : a.number < b.number;
}
