import { VerificationRejection } from '../rejection.js';
import { DerReader, type DerValue, derTag, refuseDer } from './der.js';
import { readObjectIdentifier, readOctets, readTrue } from './der-values.js';

/** One extension as it stands in a certificate, in a CRL or in an entry of one. */
export interface RawExtension {
  readonly isCritical: boolean;
  /** DER of the extension's own syntax, not read yet. */
  readonly value: Uint8Array;
}

/**
 * Extensions by dotted identifier: at least one, none twice (RFC 5280 section 4.2).
 * @throws VerificationRejection x5c_extension_duplicate, x5c_der.
 */
export function readRawExtensions(value: DerValue): ReadonlyMap<string, RawExtension> {
  const extensions = new Map<string, RawExtension>();
  for (const extension of new DerReader(value).rest()) {
    const reader = new DerReader(extension);
    const oid = readObjectIdentifier(reader.next());
    const critical = reader.optional(derTag.boolean);
    const octets = readOctets(reader.next());
    reader.finish();
    if (extensions.has(oid))
      throw new VerificationRejection('x5c_extension_duplicate', `The extension ${oid} is there twice.`);
    extensions.set(oid, { isCritical: critical === undefined ? false : readTrue(critical), value: octets });
  }
  if (extensions.size === 0) throw refuseDer('an empty list of extensions');
  return extensions;
}
