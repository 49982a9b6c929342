import type { JsonObject } from '../token/strict-json.js';
import type { BindingName, BindingRule } from './options.js';

/** One rule from both sides: what the verifier asks for, and what the holder writes. */
export interface Binding {
  readonly isBound: BindingRule;
  /** The claims of an outer that keep the rule. */
  claimsOf(innerClaims: JsonObject, kid: string | undefined): JsonObject;
}

/**
 * The named rules that tie an outer to its inner. Only the inner's words are the issuer's: each rule says which claim
 * of the outer must repeat which of them, by exact string.
 */
export const bindings: Readonly<Record<BindingName, Binding>> = {
  'sub-equals-sub': {
    isBound: ({ outerClaims, innerClaims }) => isSameText(outerClaims.sub, innerClaims.sub),
    claimsOf: ({ sub }) => ({ sub }),
  },
  'iss-equals-sub': {
    isBound: ({ outerClaims, innerClaims }) => isSameText(outerClaims.iss, innerClaims.sub),
    claimsOf: ({ sub }) => ({ iss: sub }),
  },
  'iss-equals-kid-prefix': {
    isBound: ({ outerClaims, kid }) => isSameText(outerClaims.iss, prefixOf(kid)),
    claimsOf: (_, kid) => ({ iss: prefixOf(kid) }),
  },
  none: { isBound: () => true, claimsOf: () => ({}) },
};

/** `BE60DFC8` of `BE60DFC8-K1`: up to the last hyphen, so that one kid has one prefix. */
function prefixOf(kid: string | undefined): string | undefined {
  const hyphen = kid?.lastIndexOf('-') ?? -1;
  return hyphen > 0 ? kid?.slice(0, hyphen) : undefined;
}

/** Two that are missing are not the same: nothing would be tied to nothing. */
function isSameText(a: unknown, b: unknown): boolean {
  return typeof a === 'string' && a !== '' && a === b;
}
