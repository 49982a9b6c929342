import {
  contextConstructed,
  contextPrimitive,
  DerReader,
  type DerValue,
  derTag,
  readExplicit,
  refuseDer,
} from './der.js';
import { readAscii, readObjectIdentifier } from './der-values.js';
import { type DistinguishedName, readName } from './distinguished-name.js';

/** A GeneralName (RFC 5280 section 4.2.1.6). Its syntax beyond DER is judged where it is used. */
export type GeneralName =
  | { readonly kind: 'email'; readonly text: string }
  | { readonly kind: 'dns'; readonly text: string }
  | { readonly kind: 'uri'; readonly text: string }
  | { readonly kind: 'ip'; readonly octets: Uint8Array }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  | { readonly kind: OpaqueKind };

/** Kinds that nothing here understands: a constraint on one is refused when a certificate carries one. */
export type OpaqueKind = 'other' | 'x400' | 'ediParty' | 'registeredId';

export type GeneralNameKind = GeneralName['kind'];

const readers: Readonly<Record<number, (value: DerValue) => GeneralName>> = {
  [contextConstructed(0)]: readOtherName,
  [contextPrimitive(1)]: ({ content }) => ({ kind: 'email', text: readAscii(content) }),
  [contextPrimitive(2)]: ({ content }) => ({ kind: 'dns', text: readAscii(content) }),
  [contextConstructed(3)]: () => ({ kind: 'x400' }),
  [contextConstructed(4)]: (value) => ({ kind: 'directory', name: readName(readExplicit(value)) }),
  [contextConstructed(5)]: () => ({ kind: 'ediParty' }),
  [contextPrimitive(6)]: ({ content }) => ({ kind: 'uri', text: readAscii(content) }),
  [contextPrimitive(7)]: ({ content }) => ({ kind: 'ip', octets: content }),
  [contextPrimitive(8)]: readRegisteredId,
};

/** @throws VerificationRejection x5c_der. */
export function readGeneralName(value: DerValue): GeneralName {
  const read = readers[value.tag];
  if (read === undefined) throw refuseDer('a name of no known kind');
  return read(value);
}

/** GeneralNames: at least one. @param tag of the sequence, where it is implicit. */
export function readGeneralNames(value: DerValue, tag: number = derTag.sequence): readonly GeneralName[] {
  const names = new DerReader(value, tag).rest().map(readGeneralName);
  if (names.length === 0) throw refuseDer('a list of names without a name');
  return names;
}

function readOtherName(value: DerValue): GeneralName {
  const reader = new DerReader(value, value.tag);
  readObjectIdentifier(reader.next());
  readExplicit(reader.next(contextConstructed(0)));
  reader.finish();
  return { kind: 'other' };
}

function readRegisteredId(value: DerValue): GeneralName {
  readObjectIdentifier(value, value.tag);
  return { kind: 'registeredId' };
}
