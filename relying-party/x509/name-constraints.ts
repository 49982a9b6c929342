import { contextConstructed, DerReader, type DerValue, refuseDer } from './der.js';
import { type GeneralName, type GeneralNameKind, readGeneralName } from './general-names.js';
import { isSubtree } from './subtrees.js';

/** Bases of subtrees by their kind: a name is held against those of its own. */
export type Subtrees = ReadonlyMap<GeneralNameKind, readonly GeneralName[]>;

/** RFC 5280 section 4.2.1.10. Of the two at least one is not empty. */
export interface NameConstraints {
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
}

export function readNameConstraints(value: DerValue): NameConstraints {
  const reader = new DerReader(value);
  const permitted = reader.optional(contextConstructed(0));
  const excluded = reader.optional(contextConstructed(1));
  reader.finish();
  if (permitted === undefined && excluded === undefined)
    throw refuseDer('name constraints that constrain nothing');
  return { permitted: readSubtrees(permitted), excluded: readSubtrees(excluded) };
}

function readSubtrees(value: DerValue | undefined): Subtrees {
  const subtrees = new Map<GeneralNameKind, GeneralName[]>();
  if (value === undefined) return subtrees;
  for (const subtree of new DerReader(value, value.tag).rest()) {
    const base = readSubtree(subtree);
    const ofKind = subtrees.get(base.kind);
    if (ofKind === undefined) subtrees.set(base.kind, [base]);
    else ofKind.push(base);
  }
  if (subtrees.size === 0) throw refuseDer('an empty list of subtrees');
  return subtrees;
}

/** `minimum` is always 0, the default, which DER leaves out; `maximum` is always absent. */
function readSubtree(value: DerValue): GeneralName {
  const reader = new DerReader(value);
  const base = readGeneralName(reader.next());
  reader.finish();
  if (!isSubtree(base)) throw refuseDer(`a subtree of kind "${base.kind}" that is not of its syntax`);
  return base;
}
