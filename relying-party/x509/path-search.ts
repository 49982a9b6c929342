import type { Budget } from './budget.js';
import { type Certificate, isSelfIssued } from './certificate.js';
import { type CertificateTerms, checkAuthority, checkCertificate } from './check-certificate.js';
import { checkSignature } from './check-signature.js';
import { equalBytes } from './der-values.js';
import { type Finding, find } from './finding.js';
import { groupBySubject, type TrustAnchors } from './trust-anchors.js';

export interface PathSearch {
  readonly anchors: TrustAnchors;
  /** What may stand between leaf and anchor. Nobody vouches for it yet. */
  readonly pool: readonly Certificate[];
  readonly terms: CertificateTerms;
  /** Intermediates between leaf and anchor; those that are self-issued count only against the hard limit. */
  readonly maxIntermediates: number;
  readonly budget: Budget;
}

export type PathVerdict = { readonly path: readonly Certificate[] } | { readonly finding: Finding };

/** No path is longer, whatever is configured. */
export const maxPathIntermediates = 8;

/**
 * Finds a path from the leaf to an anchor that a judge accepts: candidates by the issuer's name, anchors first, then
 * those whose key identifier fits; each signature is checked once; a candidate that fails is left and the next tried
 * (RFC 4158). The finding is that of the path that came furthest.
 * @param judge looks at a whole path, leaf first.
 * @throws VerificationRejection x5c_budget.
 */
export function searchPath(
  leaf: Certificate,
  search: PathSearch,
  judge: (path: readonly Certificate[]) => Finding | undefined,
): PathVerdict {
  const poolBySubject = groupBySubject(search.pool);
  const signatures = new Map<Certificate, Map<Certificate, Finding | undefined>>();
  let best = { rank: 0, finding: find('x5c_untrusted', 'The chain does not lead to a configured anchor.') };
  const note = (rank: number, finding: Finding) => {
    if (rank > best.rank) best = { rank, finding };
  };

  function checkSigned(subject: Certificate, issuer: Certificate): Finding | undefined {
    const known = signatures.get(subject);
    if (known?.has(issuer)) return known.get(issuer);
    const finding = checkSignature(subject, issuer.key, search.budget);
    signatures.set(subject, (known ?? new Map()).set(issuer, finding));
    return finding;
  }

  function extend(path: readonly Certificate[], subject: Certificate): readonly Certificate[] | undefined {
    const intermediates = path.slice(1);
    const counted = intermediates.filter((certificate) => !isSelfIssued(certificate)).length;
    if (intermediates.length > maxPathIntermediates || counted > search.maxIntermediates) {
      note(rankOf.candidate, find('x5c_budget', 'The chain is longer than is allowed.'));
      return undefined;
    }
    for (const { issuer, isAnchor } of candidatesFor(subject, search.anchors, poolBySubject)) {
      search.budget.spendStep();
      if (path.some((certificate) => isSameEntity(certificate, issuer))) continue;
      const unfit = checkCertificate(issuer, search.terms) ?? checkAuthority(issuer, counted);
      const unsigned = unfit === undefined ? checkSigned(subject, issuer) : undefined;
      if (unfit !== undefined) note(rankOf.candidate, unfit);
      if (unsigned !== undefined)
        note(unsigned.code === 'x5c_signature' ? rankOf.stranger : rankOf.candidate, unsigned);
      if (unfit !== undefined || unsigned !== undefined) continue;
      const longer = [...path, issuer];
      if (!isAnchor) {
        const found = extend(longer, issuer);
        if (found !== undefined) return found;
        continue;
      }
      const finding = judge(longer);
      if (finding === undefined) return longer;
      note(rankOf.path, finding);
    }
    return undefined;
  }

  const path = extend([leaf], leaf);
  return path === undefined ? { finding: best.finding } : { path };
}

/** Who did not sign may only have the name of who did: what is wrong with another candidate says more. */
const rankOf = { stranger: 1, candidate: 2, path: 3 } as const;

interface Candidate {
  readonly issuer: Certificate;
  readonly isAnchor: boolean;
}

function candidatesFor(
  subject: Certificate,
  anchors: TrustAnchors,
  poolBySubject: ReadonlyMap<string, readonly Certificate[]>,
): readonly Candidate[] {
  const byHint = (issuers: readonly Certificate[] | undefined) =>
    [...(issuers ?? [])].sort((a, b) => hintOf(subject, a) - hintOf(subject, b));
  return [
    ...byHint(anchors.bySubject.get(subject.issuer.key)).map((issuer) => ({ issuer, isAnchor: true })),
    ...byHint(poolBySubject.get(subject.issuer.key)).map((issuer) => ({ issuer, isAnchor: false })),
  ];
}

/** Key identifiers only order the search: lower is tried first. */
function hintOf(subject: Certificate, issuer: Certificate): number {
  const wanted = subject.extensions.authorityKeyIdentifier?.keyIdentifier;
  const own = issuer.extensions.subjectKeyIdentifier;
  if (wanted === undefined || own === undefined) return 1;
  return wanted === own ? 0 : 2;
}

/** The same name and key again: whatever it adds, a path without the loop has it too. */
function isSameEntity(a: Certificate, b: Certificate): boolean {
  return a.subject.key === b.subject.key && equalBytes(a.key.encoding, b.key.encoding);
}
