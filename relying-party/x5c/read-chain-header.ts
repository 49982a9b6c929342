import { isRejection, VerificationRejection } from '../rejection.js';
import type { JsonObject } from '../token/strict-json.js';
import { type Certificate, readCertificate } from '../x509/certificate.js';
import { headerThumbprints } from '../x509/fingerprints.js';
import { decodeBase64, holdsPrivateKey, looksLikePem, readPem } from '../x509/pem.js';
import type { KnownCertificates } from './known-certificates.js';
import { x5cLimits } from './limits.js';

const otherKeyMembers = ['jwk', 'jku', 'x5u'] as const;

/**
 * The strings of `x5c`, not read yet (RFC 7515 section 4.1.6).
 * @throws VerificationRejection x5c_missing, x5c_malformed, x5c_too_large, x5c_other_key.
 */
export function readChainTexts(
  unverifiedMembers: JsonObject,
  allowOtherKeyMembers: boolean,
): readonly string[] {
  const { x5c } = unverifiedMembers;
  if (x5c === undefined) throw new VerificationRejection('x5c_missing', 'The header carries no "x5c".');
  if (!Array.isArray(x5c) || x5c.length === 0 || !x5c.every((text) => typeof text === 'string'))
    throw new VerificationRejection('x5c_malformed', 'The "x5c" is not a list of strings with one at least.');
  const { maxCertificates, maxEncodedCertificateBytes } = x5cLimits;
  if (x5c.length > maxCertificates || x5c.some((text) => text.length > maxEncodedCertificateBytes))
    throw new VerificationRejection(
      'x5c_too_large',
      `The "x5c" has over ${maxCertificates} certificates, or one over ${maxEncodedCertificateBytes} bytes.`,
    );
  const other = otherKeyMembers.find((name) => Object.hasOwn(unverifiedMembers, name));
  if (other !== undefined && !allowOtherKeyMembers)
    throw new VerificationRejection('x5c_other_key', `The header carries "${other}" beside "x5c".`);
  return x5c;
}

/** The certificates of a header, in their order. */
export interface UnverifiedChain {
  readonly leaf: Certificate;
  /** Undefined for one that is a value in DER and not of the form: a chain may do without it. */
  readonly others: readonly (Certificate | undefined)[];
  /** Why the first such is not. */
  readonly unusable: VerificationRejection | undefined;
}

const noneKnown: KnownCertificates = { get: () => undefined, keep() {} };

/** The form of a certificate that is not even one is nobody's to tolerate. */
const neverTolerated: ReadonlySet<string> = new Set(['x5c_der', 'x5c_trailing_bytes']);

/**
 * Reads the certificates, each exactly one in DER.
 * @param known where authorities may have been read before.
 * @throws VerificationRejection x5c_encoding, x5c_pem, x5c_private_key, and all of `readCertificate`.
 */
export function readChain(
  [first = '', ...rest]: readonly string[],
  allowPem: boolean,
  known: KnownCertificates = noneKnown,
): UnverifiedChain {
  let unusable: VerificationRejection | undefined;
  const leaf = readCertificate(decodeCertificate(first, allowPem));
  const others = rest.map((text) => {
    const seen = known.get(text);
    if (seen !== undefined) return seen;
    const encoding = decodeCertificate(text, allowPem);
    try {
      return readCertificate(encoding);
    } catch (error) {
      if (!isRejection(error) || neverTolerated.has(error.code)) throw error;
      unusable ??= error;
      return undefined;
    }
  });
  return { leaf, others, unusable };
}

function decodeCertificate(text: string, allowPem: boolean): Uint8Array {
  if (looksLikePem(text)) throw refusePem(text);
  const bytes = decodeBase64(text);
  if (bytes === undefined)
    throw new VerificationRejection(
      'x5c_encoding',
      'A certificate of "x5c" is not base64 (RFC 4648 section 4).',
    );
  const decoded = Buffer.from(bytes).toString('latin1');
  if (!looksLikePem(decoded)) return bytes;
  if (!allowPem) throw refusePem(decoded);
  const [der, ...others] = readPem(decoded, 'CERTIFICATE');
  if (der === undefined || others.length > 0)
    throw new VerificationRejection('x5c_pem', 'A certificate of "x5c" is PEM, and not of one certificate.');
  return der;
}

function refusePem(text: string): VerificationRejection {
  if (holdsPrivateKey(text))
    return new VerificationRejection(
      'x5c_private_key',
      'The "x5c" carries a private key, which is public now.',
    );
  return new VerificationRejection(
    'x5c_pem',
    'A certificate of "x5c" is PEM. Its signer should write the base64 of its DER, the lines between the PEM markers ' +
      'in one; or allow it by name with allowPemInX5c.',
  );
}

const thumbprints = Object.entries(headerThumbprints);

/**
 * `x5t#S256` and `x5t`, where they are there, are the first certificate's (RFC 7515 sections 4.1.7 and 4.1.8).
 * @throws VerificationRejection x5c_thumbprint_mismatch.
 */
export function checkThumbprints(
  unverifiedMembers: JsonObject,
  leaf: Certificate,
  isRequired: boolean,
): void {
  const written = thumbprints.filter(([name]) => Object.hasOwn(unverifiedMembers, name));
  if (written.length === 0 && isRequired)
    throw new VerificationRejection(
      'x5c_thumbprint_mismatch',
      'The header carries neither "x5t#S256" nor "x5t".',
    );
  for (const [name, thumbprintOf] of written)
    if (unverifiedMembers[name] !== thumbprintOf(leaf))
      throw new VerificationRejection(
        'x5c_thumbprint_mismatch',
        `The "${name}" is not the first certificate’s.`,
      );
}
