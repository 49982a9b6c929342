import { VerificationRejection } from '../rejection.js';
import { readAlgorithmIdentifier } from './algorithm-identifier.js';
import type { SignedObject } from './check-signature.js';
import { type CrlEntries, readCrlEntries } from './crl-entries.js';
import { contextConstructed, DerReader, type DerValue, derTag, readDer, readExplicit } from './der.js';
import { readTime } from './der-time.js';
import { equalBytes, readCount, readOctetsOfBits, readUnsigned, toHex } from './der-values.js';
import { type DistinguishedName, readName } from './distinguished-name.js';
import { type ExtensionRules, readKnownExtensions } from './extension-rules.js';
import { type IssuingDistributionPoint, readIssuingDistributionPoint } from './issuing-distribution-point.js';
import { readAuthorityKeyIdentifier } from './key-identifiers.js';
import { extensionOid } from './object-identifiers.js';
import { readRawExtensions } from './raw-extensions.js';
import { readSignatureScheme } from './signature-scheme.js';

/** RFC 5280 section 5.2. */
interface Known {
  authorityKeyIdentifier: { readonly keyIdentifier: string | undefined };
  number: bigint;
  deltaBase: number;
  issuingDistributionPoint: { readonly scope: IssuingDistributionPoint; readonly encoding: string };
}

const rules: ExtensionRules<Known> = {
  authorityKeyIdentifier: {
    oid: extensionOid.authorityKeyIdentifier,
    critical: 'mustNot',
    read: (value) => ({ keyIdentifier: readAuthorityKeyIdentifier(value) }),
  },
  number: { oid: extensionOid.crlNumber, critical: 'mustNot', read: readNumber },
  deltaBase: { oid: extensionOid.deltaCrlIndicator, critical: 'may', read: (value) => readCount(value) },
  issuingDistributionPoint: {
    oid: extensionOid.issuingDistributionPoint,
    critical: 'may',
    read: (value) => ({ scope: readIssuingDistributionPoint(value), encoding: toHex(value.encoding) }),
  },
};

/** A certificate revocation list that is of its form. Whether it is to be believed is a matter of who signed it. */
export interface Crl extends SignedObject {
  readonly issuer: DistinguishedName;
  /** Grows with each list of one `sequence`, up to 20 octets (RFC 5280 section 5.2.3). */
  readonly number: bigint;
  /** Issuer and scope: lists that have it in common are numbered together. */
  readonly sequence: string;
  /** Seconds since the epoch, both inclusive. */
  readonly thisUpdateSeconds: number;
  readonly nextUpdateSeconds: number;
  readonly revokedSerials: CrlEntries['revokedSerials'];
  /** Undefined: everything that its issuer issued. */
  readonly scope: IssuingDistributionPoint | undefined;
  /** Only what changed since another list. */
  readonly isDelta: boolean;
  /** Of the list or of its entries, dotted. */
  readonly unknownCritical: readonly string[];
}

const versionTwo = 1;

/**
 * Reads one CRL that fills the bytes (RFC 5280 section 5.1): version 2, with its number and the time of the next.
 * @throws VerificationRejection x5c_crl_unsupported, x5c_algorithm_mismatch, x5c_time, x5c_extension, x5c_der and kin.
 */
export function readCrl(encoding: Uint8Array): Crl {
  const outer = new DerReader(readDer(encoding));
  const signed = outer.next(derTag.sequence);
  const algorithm = readAlgorithmIdentifier(outer.next());
  const signature = readOctetsOfBits(outer.next());
  outer.finish();

  const reader = new DerReader(signed);
  const version = reader.optional(derTag.integer);
  if (version === undefined || readCount(version) !== versionTwo) throw refuse('is not of version 2');
  if (!equalBytes(readAlgorithmIdentifier(reader.next()).encoding, algorithm.encoding))
    throw new VerificationRejection('x5c_algorithm_mismatch', 'A CRL names two signature algorithms.');
  const issuer = readName(reader.next());
  const thisUpdateSeconds = readTime(reader.next());
  const nextUpdate = reader.optional(derTag.utcTime) ?? reader.optional(derTag.generalizedTime);
  if (nextUpdate === undefined) throw refuse('does not say when the next one comes');
  const { revokedSerials, unknownCritical } = readCrlEntries(reader.optional(derTag.sequence));
  const list = reader.optional(contextConstructed(0));
  reader.finish();

  const extensions = readKnownExtensions(
    rules,
    list === undefined ? new Map() : readRawExtensions(readExplicit(list)),
  );
  const { number, issuingDistributionPoint, deltaBase } = extensions.known;
  if (number === undefined) throw refuse('has no number');
  const isDelta = deltaBase !== undefined;
  return {
    signed: signed.encoding,
    signature,
    signatureScheme: readSignatureScheme(algorithm),
    issuer,
    number,
    sequence: JSON.stringify([issuer.key, issuingDistributionPoint?.encoding, isDelta]),
    thisUpdateSeconds,
    nextUpdateSeconds: readTime(nextUpdate),
    revokedSerials,
    scope: issuingDistributionPoint?.scope,
    isDelta,
    unknownCritical: [...unknownCritical, ...extensions.unknownCritical],
  };
}

function refuse(what: string): VerificationRejection {
  return new VerificationRejection('x5c_crl_unsupported', `A CRL ${what}.`);
}

function readNumber(value: DerValue): bigint {
  return BigInt(`0x${toHex(readUnsigned(value))}`);
}
