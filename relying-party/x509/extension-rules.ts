import { VerificationRejection } from '../rejection.js';
import { type DerValue, readDer } from './der.js';
import type { RawExtension } from './raw-extensions.js';

/** How one known extension is read, and what its issuer must say of it. */
export interface ExtensionRule<V> {
  readonly oid: string;
  /** Where RFC 5280 leaves no choice: a reader that meets the other was not meant to be read by us. */
  readonly critical: 'must' | 'mustNot' | 'may';
  read(value: DerValue): V;
}

export type ExtensionRules<T> = { readonly [M in keyof T]-?: ExtensionRule<NonNullable<T[M]>> };

/**
 * Reads the extensions that the rules name; what they do not name is read past, unless it is critical.
 * @returns the values, and the identifiers of the critical ones that nobody here understands.
 * @throws VerificationRejection x5c_extension, and what the readers throw.
 */
export function readKnownExtensions<T extends object>(
  rules: ExtensionRules<T>,
  raw: ReadonlyMap<string, RawExtension>,
): { readonly known: Partial<T>; readonly unknownCritical: readonly string[] } {
  const known: Partial<T> = {};
  const named = new Set<string>();
  for (const member of Object.keys(rules) as (keyof T)[]) {
    const rule = rules[member];
    named.add(rule.oid);
    const extension = raw.get(rule.oid);
    if (extension !== undefined) known[member] = readExtension(rule, extension) as NonNullable<T[keyof T]>;
  }
  const unknownCritical = [...raw]
    .filter(([oid, { isCritical }]) => isCritical && !named.has(oid))
    .map(([oid]) => oid);
  return { known, unknownCritical };
}

function readExtension<V>(rule: ExtensionRule<V>, { isCritical, value }: RawExtension): V {
  if (isCritical ? rule.critical === 'mustNot' : rule.critical === 'must')
    throw new VerificationRejection(
      'x5c_extension',
      `The extension ${rule.oid} is ${isCritical ? '' : 'not '}critical, against RFC 5280.`,
    );
  return rule.read(readDer(value));
}
