import { DerReader, type DerValue, derTag, refuseDer } from './der.js';
import { readBitNumbers, readCount, readObjectIdentifier, readTrue } from './der-values.js';

/** KeyUsage by bit number (RFC 5280 section 4.2.1.3). */
const keyUsageNames = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof keyUsageNames)[number];

/** At least one bit is set, as section 4.2.1.3 demands. */
export function readKeyUsage(value: DerValue): ReadonlySet<KeyUsage> {
  const usages = readBitNumbers(value).map((bit) => keyUsageNames[bit]);
  if (usages.length === 0 || usages.includes(undefined))
    throw refuseDer('a key usage that names none, or an unknown one');
  return new Set(usages.filter((usage) => usage !== undefined));
}

/** The purposes of an extended key usage, dotted (RFC 5280 section 4.2.1.12). */
export function readPurposes(value: DerValue): ReadonlySet<string> {
  const purposes = new DerReader(value).rest().map((purpose) => readObjectIdentifier(purpose));
  if (purposes.length === 0) throw refuseDer('an extended key usage without a purpose');
  return new Set(purposes);
}

/** RFC 5280 section 4.2.1.9. */
export interface BasicConstraints {
  readonly isCa: boolean;
  /** How many intermediates that are not self-issued may follow; undefined sets no limit. */
  readonly pathLength: number | undefined;
}

export function readBasicConstraints(value: DerValue): BasicConstraints {
  const reader = new DerReader(value);
  const ca = reader.optional(derTag.boolean);
  const pathLength = reader.optional(derTag.integer);
  reader.finish();
  return {
    isCa: ca === undefined ? false : readTrue(ca),
    pathLength: pathLength === undefined ? undefined : readCount(pathLength),
  };
}
