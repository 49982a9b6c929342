import type { Certificate } from './certificate.js';
import { type Denylist, isDenied } from './denylist.js';
import { type Finding, find } from './finding.js';
import { extensionOid } from './object-identifiers.js';

/** What is asked of every certificate of a path, for itself. */
export interface CertificateTerms {
  readonly nowSeconds: number;
  /** Whether CRLs are at hand: then a critical pointer to them can be honoured. */
  readonly honoursDistributionPoints: boolean;
  readonly denylist: Denylist;
}

/**
 * Not denied, within its validity, both ends inclusive, and without a critical extension that nobody here understands
 * (RFC 5280 sections 6.1.3 (a)(2) and 6.1.4 (o)).
 */
export function checkCertificate(
  certificate: Certificate,
  { nowSeconds, honoursDistributionPoints, denylist }: CertificateTerms,
): Finding | undefined {
  const { notBeforeSeconds, notAfterSeconds, extensions } = certificate;
  if (isDenied(denylist, certificate))
    return find('x5c_denied', 'A certificate of the chain is on the denylist.');
  // Certificates know whole seconds; the second that `notAfter` names is valid to its end.
  const second = Math.floor(nowSeconds);
  if (second < notBeforeSeconds)
    return find('x5c_not_yet_valid', 'A certificate of the chain is not valid yet.');
  if (second > notAfterSeconds) return find('x5c_expired', 'A certificate of the chain has expired.');
  const [unknown] = extensions.unknownCritical;
  if (unknown !== undefined)
    return find('x5c_critical_extension', `A critical extension of the chain is not understood: ${unknown}.`);
  if (!honoursDistributionPoints && extensions.critical.has(extensionOid.crlDistributionPoints))
    return find(
      'x5c_critical_extension',
      'A certificate demands that its CRL be read, and no CRLs are configured.',
    );
  if (
    extensions.policies?.hasUnknownQualifier === true &&
    extensions.critical.has(extensionOid.certificatePolicies)
  )
    return find('x5c_critical_extension', 'A qualifier of critical certificate policies is not understood.');
  return undefined;
}

/**
 * Whether a certificate may have issued the one below it: it is an authority, may sign certificates and allows so many
 * intermediates below (RFC 5280 sections 6.1.4 (k) to (n)).
 * @param intermediatesBelow those that are not self-issued.
 */
export function checkAuthority(
  { extensions: { basicConstraints, keyUsage } }: Certificate,
  intermediatesBelow: number,
): Finding | undefined {
  if (basicConstraints?.isCa !== true)
    return find('x5c_not_an_authority', 'A certificate that issued another is not an authority.');
  if (keyUsage?.has('keyCertSign') === false)
    return find('x5c_key_usage', 'An authority of the chain may not sign certificates.');
  if (basicConstraints.pathLength !== undefined && intermediatesBelow > basicConstraints.pathLength)
    return find('x5c_path_length', 'More intermediates follow an authority than it allows.');
  return undefined;
}
