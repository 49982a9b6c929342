import type { Certificate } from './certificate.js';
import type { Crl } from './crl.js';
import { distributionPointsOf, reasonsCovered } from './crl-scope.js';
import { allReasons } from './distribution-points.js';
import { type Finding, find } from './finding.js';

/** Whether somebody whom the path's anchor vouches for signed a list. */
export type AuthenticateCrl = (crl: Crl) => boolean;

/** Unusable for now or for good; a list that cannot be read whole says nothing. */
function isUsable(crl: Crl, nowSeconds: number): boolean {
  const second = Math.floor(nowSeconds);
  return (
    crl.unknownCritical.length === 0 &&
    crl.scope?.isIndirect !== true &&
    crl.thisUpdateSeconds <= second &&
    second <= crl.nextUpdateSeconds
  );
}

/**
 * Whether the lists at hand show that a certificate is not revoked: for every reason there is, or it is refused (RFC
 * 5280 section 6.3.3). Complete direct lists only: a change list beside them is refused, since leaving it out could
 * leave out the very revocation.
 * @throws VerificationRejection x5c_budget.
 */
export function checkRevocation(
  certificate: Certificate,
  crls: readonly Crl[],
  nowSeconds: number,
  authenticate: AuthenticateCrl,
): Finding | undefined {
  const ofIssuer = crls.filter(({ issuer }) => issuer.key === certificate.issuer.key);
  if (ofIssuer.some(({ isDelta }) => isDelta))
    return find('x5c_crl_unsupported', 'There is a delta CRL, which is not supported.');
  const usable = ofIssuer.filter((crl) => isUsable(crl, nowSeconds));
  const covered = new Set<number>();
  for (const point of distributionPointsOf(certificate)) {
    // Someone else's list: indirect.
    if (point.crlIssuer !== undefined) continue;
    for (const crl of usable) {
      const reasons = reasonsCovered(crl, certificate, point);
      if (reasons.size === 0 || !authenticate(crl)) continue;
      // Lists of one issuer may differ: whichever names the certificate is believed.
      if (crl.revokedSerials.has(certificate.serial))
        return find('x5c_revoked', 'A certificate of the chain is revoked.');
      for (const reason of reasons) covered.add(reason);
    }
  }
  if (covered.size === allReasons.size) return undefined;
  return find(
    'x5c_revocation_unknown',
    'No current CRL at hand says whether a certificate of the chain is revoked.',
  );
}
