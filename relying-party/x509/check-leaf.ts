import { type Certificate, isCertificateAuthority } from './certificate.js';
import { type Finding, find } from './finding.js';
import type { KeyUsage } from './key-purposes.js';
import { isAnchor, type TrustAnchors } from './trust-anchors.js';

export interface LeafRules {
  /** Usages that the leaf must assert where it has a key usage at all. */
  readonly keyUsages: readonly KeyUsage[];
  /** Allows a leaf that is itself a configured anchor. */
  readonly allowLeafAnchor: boolean;
}

/** The key of a leaf signs tokens and no certificates, and somebody else vouches for it. */
export function checkLeaf(
  leaf: Certificate,
  anchors: TrustAnchors,
  { keyUsages, allowLeafAnchor }: LeafRules,
): Finding | undefined {
  if (!allowLeafAnchor && isAnchor(anchors, leaf))
    return find('x5c_leaf_is_anchor', 'The first certificate is itself a configured anchor.');
  if (isCertificateAuthority(leaf))
    return find('x5c_leaf_is_authority', 'The first certificate is an authority, which signs no tokens.');
  const { keyUsage, nameConstraints } = leaf.extensions;
  // RFC 5280 sections 4.2.1.9 and 4.2.1.10: only authorities do.
  if (keyUsage?.has('keyCertSign') === true || nameConstraints !== undefined)
    return find(
      'x5c_extension',
      'The first certificate signs certificates or constrains names and is no authority.',
    );
  const missing = keyUsages.find((usage) => keyUsage?.has(usage) === false);
  if (missing !== undefined)
    return find('x5c_leaf_key_usage', `The key of the first certificate is not for "${missing}".`);
  return undefined;
}
