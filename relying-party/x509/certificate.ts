import { VerificationRejection } from '../rejection.js';
import { readAlgorithmIdentifier } from './algorithm-identifier.js';
import { type CertificateExtensions, readCertificateExtensions } from './certificate-extensions.js';
import { type CertifiedKey, readCertifiedKey } from './certified-key.js';
import { checkCertificateForm } from './check-certificate-form.js';
import { contextConstructed, contextPrimitive, DerReader, derTag, readDer, readExplicit } from './der.js';
import { readTime } from './der-time.js';
import { equalBytes, isNegative, readCount, readInteger, readOctetsOfBits, toHex } from './der-values.js';
import { type DistinguishedName, readName } from './distinguished-name.js';
import { readRawExtensions } from './raw-extensions.js';
import { readSignatureScheme, type SignatureScheme } from './signature-scheme.js';

/** A certificate of RFC 5280 that is of its form. Whether it is to be believed is a matter of its path. */
export interface Certificate {
  readonly encoding: Uint8Array;
  /** What the issuer signed. */
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  /** Undefined for one that is not supported, which matters only where the signature is checked. */
  readonly signatureScheme: SignatureScheme | undefined;
  /** The octets of the INTEGER in hex. */
  readonly serial: string;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** Seconds since the epoch, both inclusive. */
  readonly notBeforeSeconds: number;
  readonly notAfterSeconds: number;
  readonly key: CertifiedKey;
  readonly extensions: CertificateExtensions;
}

const versionThree = 2;
const maxSerialOctets = 20;

/**
 * Reads one certificate that fills the bytes, strictly (RFC 5280 section 4.1): version 3, a positive serial, one
 * signature algorithm inside and out, times in DER form.
 * @throws VerificationRejection x5c_der, x5c_trailing_bytes, x5c_version, x5c_serial, x5c_algorithm_mismatch, x5c_time,
 * x5c_key, x5c_name, x5c_alternative_name, x5c_extension, x5c_extension_duplicate.
 */
export function readCertificate(encoding: Uint8Array): Certificate {
  const outer = new DerReader(readDer(encoding));
  const signed = outer.next(derTag.sequence);
  const algorithm = readAlgorithmIdentifier(outer.next());
  const signature = readOctetsOfBits(outer.next());
  outer.finish();

  const reader = new DerReader(signed);
  checkVersion(reader);
  const serial = readSerial(readInteger(reader.next()));
  if (!equalBytes(readAlgorithmIdentifier(reader.next()).encoding, algorithm.encoding))
    throw new VerificationRejection(
      'x5c_algorithm_mismatch',
      'A certificate names two signature algorithms, one inside and one outside.',
    );
  const issuer = readName(reader.next());
  const validity = new DerReader(reader.next());
  const notBeforeSeconds = readTime(validity.next());
  const notAfterSeconds = readTime(validity.next());
  validity.finish();
  const subject = readName(reader.next());
  const key = readCertifiedKey(reader.next());
  // Unique identifiers are of no use and allowed (RFC 5280 section 4.1.2.8).
  reader.optional(contextPrimitive(1));
  reader.optional(contextPrimitive(2));
  const list = reader.optional(contextConstructed(3));
  reader.finish();

  const certificate: Certificate = {
    encoding,
    signed: signed.encoding,
    signature,
    signatureScheme: readSignatureScheme(algorithm),
    serial,
    issuer,
    subject,
    notBeforeSeconds,
    notAfterSeconds,
    key,
    extensions: readCertificateExtensions(
      list === undefined ? new Map() : readRawExtensions(readExplicit(list)),
    ),
  };
  checkCertificateForm(certificate);
  return certificate;
}

/** Issued by whoever bears the same name: often a key that changed hands within one authority. */
export const isSelfIssued = ({ issuer, subject }: Certificate): boolean => issuer.key === subject.key;

export const isCertificateAuthority = ({ extensions }: Certificate): boolean =>
  extensions.basicConstraints?.isCa === true;

function checkVersion(reader: DerReader): void {
  const version = reader.optional(contextConstructed(0));
  if (version === undefined || readCount(readExplicit(version)) !== versionThree)
    throw new VerificationRejection('x5c_version', 'A certificate is not of version 3.');
}

function readSerial(integer: Uint8Array): string {
  const isZero = integer.every((octet) => octet === 0);
  if (isNegative(integer) || isZero || integer.length > maxSerialOctets)
    throw new VerificationRejection(
      'x5c_serial',
      `The serial number of a certificate is not positive, or over ${maxSerialOctets} octets.`,
    );
  return toHex(integer);
}
