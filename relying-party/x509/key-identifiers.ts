import { contextConstructed, contextPrimitive, DerReader, type DerValue, refuseDer } from './der.js';
import { readInteger, readOctets, toHex } from './der-values.js';
import { readGeneralNames } from './general-names.js';

/** RFC 5280 section 4.2.1.2, in hex. */
export function readSubjectKeyIdentifier(value: DerValue): string {
  return toHex(readOctets(value));
}

/**
 * The key identifier of an authority key identifier in hex, undefined where it names the key by issuer and serial
 * alone. A hint for the order of search, never proof (RFC 5280 section 4.2.1.1).
 */
export function readAuthorityKeyIdentifier(value: DerValue): string | undefined {
  const reader = new DerReader(value);
  const keyIdentifier = reader.optional(contextPrimitive(0));
  const issuer = reader.optional(contextConstructed(1));
  const serial = reader.optional(contextPrimitive(2));
  reader.finish();
  if ((issuer === undefined) !== (serial === undefined))
    throw refuseDer('an issuer without a serial, or the reverse');
  if (issuer !== undefined) readGeneralNames(issuer, issuer.tag);
  if (serial !== undefined) readInteger(serial, serial.tag);
  return keyIdentifier === undefined ? undefined : toHex(keyIdentifier.content);
}
