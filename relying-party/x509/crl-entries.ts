import { VerificationRejection } from '../rejection.js';
import { DerReader, type DerValue, derTag } from './der.js';
import { readTime } from './der-time.js';
import { readCount, readInteger, toHex } from './der-values.js';
import { type ExtensionRules, readKnownExtensions } from './extension-rules.js';
import { extensionOid } from './object-identifiers.js';
import { readRawExtensions } from './raw-extensions.js';

/** What extensions say of one revocation (RFC 5280 section 5.3). */
interface EntryExtensions {
  reasonCode: number;
  invalidityDateSeconds: number;
}

const rules: ExtensionRules<EntryExtensions> = {
  reasonCode: {
    oid: extensionOid.reasonCode,
    critical: 'may',
    read: (value) => readCount(value, derTag.enumerated),
  },
  invalidityDateSeconds: { oid: extensionOid.invalidityDate, critical: 'may', read: readTime },
};

export interface CrlEntries {
  /** Serials in hex, sign octet and all: -1 is not 255. Whatever the reason and the date: revoked. */
  readonly revokedSerials: ReadonlySet<string>;
  /** Dotted. Such a list says something that nobody here understands. */
  readonly unknownCritical: readonly string[];
}

/** @throws VerificationRejection x5c_crl_unsupported for a serial that is there twice; x5c_der, x5c_time. */
export function readCrlEntries(value: DerValue | undefined): CrlEntries {
  const revokedSerials = new Set<string>();
  const unknownCritical: string[] = [];
  for (const entry of value === undefined ? [] : new DerReader(value).rest()) {
    const reader = new DerReader(entry);
    const serial = toHex(readInteger(reader.next()));
    readTime(reader.next());
    const list = reader.optional(derTag.sequence);
    reader.finish();
    if (revokedSerials.has(serial))
      throw new VerificationRejection('x5c_crl_unsupported', 'A CRL names a serial number twice.');
    revokedSerials.add(serial);
    if (list !== undefined)
      unknownCritical.push(...readKnownExtensions(rules, readRawExtensions(list)).unknownCritical);
  }
  return { revokedSerials, unknownCritical };
}
