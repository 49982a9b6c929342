import type { Budget } from './budget.js';
import { type Certificate, isSelfIssued } from './certificate.js';
import { isEmptyName } from './distinguished-name.js';
import { type Finding, find } from './finding.js';
import type { GeneralName } from './general-names.js';
import type { NameConstraints } from './name-constraints.js';
import { isConstrainable, isWithinSubtree, touchesSubtree } from './subtrees.js';

/**
 * Every name of every certificate lies in what each authority above permits and outside what it excludes (RFC 5280
 * section 6.1.3 (b) and (c)). A self-issued intermediate is the authority itself and exempt.
 * @param path from the leaf to the anchor.
 * @throws VerificationRejection x5c_budget.
 */
export function checkNameConstraints(path: readonly Certificate[], budget: Budget): Finding | undefined {
  for (const [at, certificate] of path.entries()) {
    if (at > 0 && isSelfIssued(certificate)) continue;
    const above = path.slice(at + 1).flatMap(({ extensions }) => extensions.nameConstraints ?? []);
    if (above.length === 0) continue;
    const names = namesOf(certificate);
    for (const constraints of above) {
      const finding = checkNames(names, constraints, budget);
      if (finding !== undefined) return finding;
    }
  }
  return undefined;
}

/** Its alternative names, its subject, and the mail addresses of old that stand in a subject (section 4.2.1.10). */
function namesOf({ subject, extensions }: Certificate): readonly GeneralName[] {
  const names: GeneralName[] = [...(extensions.alternativeNames ?? [])];
  if (!isEmptyName(subject)) names.push({ kind: 'directory', name: subject });
  for (const text of subject.emailAddresses) names.push({ kind: 'email', text });
  return names;
}

function checkNames(
  names: readonly GeneralName[],
  { permitted, excluded }: NameConstraints,
  budget: Budget,
): Finding | undefined {
  for (const name of names) {
    const allowed = permitted.get(name.kind) ?? [];
    const forbidden = excluded.get(name.kind) ?? [];
    if (allowed.length + forbidden.length === 0) continue;
    if (!isConstrainable(name.kind))
      return find('x5c_name_constraint_unsupported', `An authority constrains names of kind "${name.kind}".`);
    budget.spendNameComparisons(allowed.length + forbidden.length);
    const isPermitted = allowed.length === 0 || allowed.some((base) => isWithinSubtree(name, base));
    if (!isPermitted || forbidden.some((base) => touchesSubtree(name, base)))
      return find(
        'x5c_name_constraint',
        `A name of kind "${name.kind}" lies outside what its authority may name.`,
      );
  }
  return undefined;
}
