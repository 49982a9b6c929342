import type { Certificate } from './certificate.js';
import { type Finding, find } from './finding.js';
import { anyPolicy } from './object-identifiers.js';

/**
 * Certificate policies as far as they can refuse a path (RFC 5280 section 6.1): a demand for an explicit policy, which
 * is not supported since no tree of policies is built, and a mapping from or to any policy. Nothing else about policies
 * can refuse a path that demands none.
 * @param path from the leaf to the anchor.
 * @param isDemanded `initial-explicit-policy` of RFC 5280 section 6.1.1 (e).
 */
export function checkPolicies(path: readonly Certificate[], isDemanded: boolean): Finding | undefined {
  const mappings = path.flatMap(({ extensions }) => extensions.policyMappings ?? []);
  if (
    mappings.some(
      ({ issuerPolicy, subjectPolicy }) => issuerPolicy === anyPolicy || subjectPolicy === anyPolicy,
    )
  )
    return find('x5c_policy_mapping', 'An authority maps a policy from or to any policy.');
  if (
    isDemanded ||
    path.some(({ extensions }) => extensions.policyConstraints?.requireExplicitPolicy !== undefined)
  )
    return find(
      'x5c_explicit_policy_unsupported',
      'The chain has requireExplicitPolicy, which is not supported.',
    );
  return undefined;
}
