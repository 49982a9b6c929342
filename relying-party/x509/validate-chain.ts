import { type Budget, createBudget } from './budget.js';
import type { Certificate } from './certificate.js';
import { checkCertificate } from './check-certificate.js';
import { checkLeaf, type LeafRules } from './check-leaf.js';
import { checkNameConstraints } from './check-name-constraints.js';
import { checkPolicies } from './check-policies.js';
import { checkPurposes } from './check-purposes.js';
import type { Crl } from './crl.js';
import { type Denylist, emptyDenylist } from './denylist.js';
import type { Finding } from './finding.js';
import { checkPathRevocation } from './path-revocation.js';
import { maxPathIntermediates, type PathVerdict, searchPath } from './path-search.js';
import { isAnchor, type TrustAnchors } from './trust-anchors.js';

/** What is demanded of a path beyond RFC 5280, and what that leaves to its user. */
export interface ChainRules extends LeafRules {
  /** Dotted; null asks for none. See `checkPurposes`. */
  readonly purposes: ReadonlySet<string> | null;
  readonly maxIntermediates: number;
  /** `initial-explicit-policy` of RFC 5280 section 6.1.1. */
  readonly requireExplicitPolicy: boolean;
}

/** What tokens are held to unless their issuer's options say otherwise. */
export const defaultChainRules: ChainRules = {
  keyUsages: ['digitalSignature'],
  allowLeafAnchor: false,
  purposes: new Set(),
  maxIntermediates: maxPathIntermediates,
  requireExplicitPolicy: false,
};

export interface ChainInput {
  readonly leaf: Certificate;
  /** Certificates that may link the leaf to an anchor. */
  readonly pool: readonly Certificate[];
  readonly anchors: TrustAnchors;
  readonly nowSeconds: number;
  readonly rules: ChainRules;
  /** Undefined: revocation is not checked. Otherwise every certificate must be shown not to be revoked. */
  readonly crls?: readonly Crl[] | undefined;
  readonly denylist?: Denylist;
}

/**
 * Whether a certificate leads to a configured anchor by RFC 5280 section 6.1. Pure and synchronous: no network, no clock.
 * @throws VerificationRejection x5c_budget.
 */
export function validateChain(input: ChainInput, budget: Budget = createBudget()): PathVerdict {
  const { leaf, pool, anchors, nowSeconds, rules, crls, denylist = emptyDenylist } = input;
  const terms = { nowSeconds, honoursDistributionPoints: crls !== undefined, denylist };
  const unfit = checkLeaf(leaf, anchors, rules) ?? checkCertificate(leaf, terms);
  if (unfit !== undefined) return { finding: unfit };
  const judge = (path: readonly Certificate[]): Finding | undefined =>
    checkPurposes(path, rules.purposes) ??
    checkPolicies(path, rules.requireExplicitPolicy) ??
    checkNameConstraints(path, budget) ??
    (crls === undefined ? undefined : checkPathRevocation(path, { crls, pool, terms, budget }));
  if (isAnchor(anchors, leaf)) return asVerdict([leaf], judge([leaf]));
  return searchPath(leaf, { anchors, pool, terms, maxIntermediates: rules.maxIntermediates, budget }, judge);
}

function asVerdict(path: readonly Certificate[], finding: Finding | undefined): PathVerdict {
  return finding === undefined ? { path } : { finding };
}
