import type { Budget } from './budget.js';
import type { Certificate } from './certificate.js';
import { type CertificateTerms, checkCertificate } from './check-certificate.js';
import { checkNameConstraints } from './check-name-constraints.js';
import { checkRevocation } from './check-revocation.js';
import { checkSignature } from './check-signature.js';
import type { Crl } from './crl.js';
import type { Finding } from './finding.js';
import { maxPathIntermediates, searchPath } from './path-search.js';
import { collectAnchors } from './trust-anchors.js';

export interface RevocationSources {
  readonly crls: readonly Crl[];
  /** Where certificates of separate CRL keys may be found. */
  readonly pool: readonly Certificate[];
  readonly terms: CertificateTerms;
  readonly budget: Budget;
}

/**
 * Checks every certificate of a path but the anchor against the lists, from the anchor down: who signs a list has been
 * checked before (RFC 5280 section 6.3).
 * @param path from the leaf to the anchor.
 * @throws VerificationRejection x5c_budget.
 */
export function checkPathRevocation(
  path: readonly Certificate[],
  sources: RevocationSources,
  inProgress: ReadonlySet<Crl> = new Set(),
): Finding | undefined {
  for (let at = path.length - 2; at >= 0; at--) {
    const certificate = path[at];
    if (certificate === undefined) continue;
    const above = path.slice(at + 1);
    const finding = checkRevocation(certificate, sources.crls, sources.terms.nowSeconds, (crl) =>
      isAuthentic(crl, above, sources, inProgress),
    );
    if (finding !== undefined) return finding;
  }
  return undefined;
}

/**
 * A list is signed by the authority itself, or by another key of the same name that the same anchor vouches for (RFC
 * 5280 section 6.3.3 (f) and (g)). A list never helps to vouch for its own signer.
 */
function isAuthentic(
  crl: Crl,
  above: readonly Certificate[],
  sources: RevocationSources,
  inProgress: ReadonlySet<Crl>,
): boolean {
  if (inProgress.has(crl)) return false;
  const didSign = (signer: Certificate) =>
    signer.subject.key === crl.issuer.key &&
    signer.extensions.keyUsage?.has('cRLSign') !== false &&
    checkSignature(crl, signer.key, sources.budget) === undefined;
  if (above.some(didSign)) return true;
  const others = sources.pool.filter((certificate) => !above.includes(certificate));
  return others.some(
    (signer) => didSign(signer) && isVouchedFor(signer, above.at(-1), sources, new Set([...inProgress, crl])),
  );
}

function isVouchedFor(
  signer: Certificate,
  anchor: Certificate | undefined,
  sources: RevocationSources,
  inProgress: ReadonlySet<Crl>,
): boolean {
  const { pool, terms, budget } = sources;
  const anchors = collectAnchors(anchor === undefined ? [] : [anchor]);
  const search = { anchors, pool, terms, budget, maxIntermediates: maxPathIntermediates };
  if (checkCertificate(signer, terms) !== undefined) return false;
  const judge = (path: readonly Certificate[]) =>
    checkNameConstraints(path, budget) ?? checkPathRevocation(path, sources, inProgress);
  return 'path' in searchPath(signer, search, judge);
}
