import {
  contextConstructed,
  contextPrimitive,
  DerReader,
  type DerValue,
  readExplicit,
  refuseDer,
} from './der.js';
import { readBitNumbers } from './der-values.js';
import { type GeneralName, readGeneralNames } from './general-names.js';

/** Reasons of revocation by bit number; bit 0 is unused (RFC 5280 section 4.2.1.13). */
export type ReasonSet = ReadonlySet<number>;

export const allReasons: ReasonSet = new Set([1, 2, 3, 4, 5, 6, 7, 8]);

/** A name of a distribution point: written out, or as one relative name below the CRL issuer's. */
export type DistributionPointName =
  | { readonly fullName: readonly GeneralName[] }
  | { readonly relativeName: DerValue };

export interface DistributionPoint {
  readonly name: DistributionPointName | undefined;
  /** Undefined: all of them. */
  readonly reasons: ReasonSet | undefined;
  /** Someone other than the certificate's issuer signs the CRL: an indirect CRL. */
  readonly crlIssuer: readonly GeneralName[] | undefined;
}

/** Where the CRLs of a certificate are published. Nothing is fetched: they select among the CRLs at hand. */
export function readDistributionPoints(value: DerValue): readonly DistributionPoint[] {
  const points = new DerReader(value).rest().map(readDistributionPoint);
  if (points.length === 0) throw refuseDer('an empty list of distribution points');
  return points;
}

function readDistributionPoint(value: DerValue): DistributionPoint {
  const reader = new DerReader(value);
  const name = reader.optional(contextConstructed(0));
  const reasons = reader.optional(contextPrimitive(1));
  const crlIssuer = reader.optional(contextConstructed(2));
  reader.finish();
  if (name === undefined && crlIssuer === undefined)
    throw refuseDer('a distribution point that names nothing');
  return {
    name: name === undefined ? undefined : readDistributionPointName(name),
    reasons: reasons === undefined ? undefined : readReasons(reasons),
    crlIssuer: crlIssuer === undefined ? undefined : readGeneralNames(crlIssuer, crlIssuer.tag),
  };
}

export function readDistributionPointName(value: DerValue): DistributionPointName {
  const inner = readExplicit(value);
  if (inner.tag === contextConstructed(0)) return { fullName: readGeneralNames(inner, inner.tag) };
  if (inner.tag === contextConstructed(1)) return { relativeName: inner };
  throw refuseDer('a name of a distribution point of no known form');
}

export function readReasons(value: DerValue): ReasonSet {
  return new Set(readBitNumbers(value, value.tag).filter((bit) => allReasons.has(bit)));
}
