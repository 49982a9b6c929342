import type { BindingName, BindingRule } from './options.js';

/**
 * The named rules that tie an outer to its inner. Only the inner's words are the issuer's: each rule says which claim
 * of the outer must repeat which of them, by exact string.
 */
export const bindings: Readonly<Record<BindingName, BindingRule>> = {
  'sub-equals-sub': ({ outerClaims, innerClaims }) => isSameText(outerClaims.sub, innerClaims.sub),
  'iss-equals-sub': ({ outerClaims, innerClaims }) => isSameText(outerClaims.iss, innerClaims.sub),
  'iss-equals-kid-prefix': ({ outerClaims, kid }) => isSameText(outerClaims.iss, prefixOf(kid)),
  none: () => true,
};

/** `BE60DFC8` of `BE60DFC8-K1`: up to the last hyphen, so that one kid has one prefix. */
export function prefixOf(kid: string | undefined): string | undefined {
  const hyphen = kid?.lastIndexOf('-') ?? -1;
  return hyphen > 0 ? kid?.slice(0, hyphen) : undefined;
}

/** Two that are missing are not the same: nothing would be tied to nothing. */
function isSameText(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && a !== '' && a === b;
}
