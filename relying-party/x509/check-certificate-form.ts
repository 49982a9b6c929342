import { VerificationRejection } from '../rejection.js';
import type { CertificateExtensions } from './certificate-extensions.js';
import { type DistinguishedName, isEmptyName } from './distinguished-name.js';
import { extensionOid } from './object-identifiers.js';

interface CertificateParts {
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly extensions: CertificateExtensions;
}

/**
 * What the names of a certificate say of each other (RFC 5280 sections 4.1.2.4, 4.1.2.6, 4.2.1.6): an issuer has a
 * name, and so has an authority; a nameless subject has critical alternative names.
 * @throws VerificationRejection x5c_name.
 */
export function checkCertificateForm({ issuer, subject, extensions }: CertificateParts): void {
  const isAuthority = extensions.basicConstraints?.isCa === true;
  if (isEmptyName(issuer)) throw refuseName('names no issuer');
  if (isEmptyName(subject)) {
    if (isAuthority) throw refuseName('is an authority without a name');
    if (!extensions.critical.has(extensionOid.subjectAlternativeName))
      throw refuseName('has no subject, and no critical alternative name instead');
  }
}

function refuseName(what: string): VerificationRejection {
  return new VerificationRejection('x5c_name', `A certificate ${what}.`);
}
