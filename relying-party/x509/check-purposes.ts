import type { Certificate } from './certificate.js';
import { type Finding, find } from './finding.js';
import { purposeOid } from './object-identifiers.js';

/**
 * A purpose that the whole path allows: whoever restricts the purposes of a key restricts all that follows. Absent
 * restrictions restrict nothing; present ones must hold a wanted purpose.
 * @param path from the leaf to the anchor.
 * @param wanted dotted; null asks for none.
 */
export function checkPurposes(
  path: readonly Certificate[],
  wanted: ReadonlySet<string> | null,
): Finding | undefined {
  if (wanted === null) return undefined;
  let allowed = wanted;
  for (const { extensions } of path) {
    const purposes = extensions.purposes;
    if (purposes === undefined || purposes.has(purposeOid.anyExtendedKeyUsage)) continue;
    allowed = new Set([...allowed].filter((purpose) => purposes.has(purpose)));
    if (allowed.size === 0)
      return find(
        'x5c_purpose',
        'A certificate of the chain is restricted to other purposes than the configured.',
      );
  }
  return undefined;
}
