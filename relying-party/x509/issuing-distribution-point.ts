import { contextConstructed, contextPrimitive, DerReader, type DerValue, refuseDer } from './der.js';
import { readTrue } from './der-values.js';
import {
  type DistributionPointName,
  type ReasonSet,
  readDistributionPointName,
  readReasons,
} from './distribution-points.js';

/** What a CRL covers, where it does not cover everything its issuer issued (RFC 5280 section 5.2.5). */
export interface IssuingDistributionPoint {
  readonly name: DistributionPointName | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyAuthorityCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  /** Undefined: all of them. */
  readonly onlySomeReasons: ReasonSet | undefined;
  readonly isIndirect: boolean;
}

export function readIssuingDistributionPoint(value: DerValue): IssuingDistributionPoint {
  const reader = new DerReader(value);
  const flag = (number: number): boolean => {
    const written = reader.optional(contextPrimitive(number));
    return written === undefined ? false : readTrue(written, written.tag);
  };
  const name = reader.optional(contextConstructed(0));
  const onlyUserCertificates = flag(1);
  const onlyAuthorityCertificates = flag(2);
  const reasons = reader.optional(contextPrimitive(3));
  const isIndirect = flag(4);
  const onlyAttributeCertificates = flag(5);
  reader.finish();
  if ([onlyUserCertificates, onlyAuthorityCertificates, onlyAttributeCertificates].filter(Boolean).length > 1)
    throw refuseDer('an issuing distribution point that excludes everything');
  return {
    name: name === undefined ? undefined : readDistributionPointName(name),
    onlyUserCertificates,
    onlyAuthorityCertificates,
    onlyAttributeCertificates,
    onlySomeReasons: reasons === undefined ? undefined : readReasons(reasons),
    isIndirect,
  };
}
