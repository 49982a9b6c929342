import { DerReader, type DerValue, derTag, refuseDer } from './der.js';
import { readAscii, readObjectIdentifier, toHex } from './der-values.js';

/** A Name of RFC 5280 section 4.1.2.4. */
export interface DistinguishedName {
  /** Equal for equal names: compare names by it (RFC 5280 section 7.1). */
  readonly key: string;
  /** One for each relative name, from the root down; a subtree of names is a prefix of these. */
  readonly relativeKeys: readonly string[];
  /** Values of the legacy attribute emailAddress. */
  readonly emailAddresses: readonly string[];
  /** As written, from the root down. */
  readonly relativeNames: readonly (readonly NameAttribute[])[];
}

export interface NameAttribute {
  /** Dotted. */
  readonly type: string;
  /** What is no text stands in hex, after a hash sign. */
  readonly text: string;
  /** Whether the value is text, of an encoding whose folding is agreed on. */
  readonly isText: boolean;
}

const emailAddress = '1.2.840.113549.1.9.1';

/** @throws VerificationRejection x5c_der. */
export function readName(value: DerValue): DistinguishedName {
  return nameOf(new DerReader(value).rest().map(readRelativeName));
}

/** The name with one relative name more, as `nameRelativeToCRLIssuer` writes it. @param set its content, any tag. */
export function extendName(name: DistinguishedName, set: DerValue): DistinguishedName {
  const { key, attributes } = readRelativeName(set.as(derTag.set));
  const relativeKeys = [...name.relativeKeys, key];
  return {
    ...name,
    key: relativeKeys.join('\n'),
    relativeKeys,
    relativeNames: [...name.relativeNames, attributes],
  };
}

export const isEmptyName = (name: DistinguishedName): boolean => name.relativeKeys.length === 0;

/** Whether the name lies in the subtree under another: all that the other has comes first in it. */
export function isWithinName(name: DistinguishedName, subtree: DistinguishedName): boolean {
  return subtree.relativeKeys.every((key, at) => key === name.relativeKeys[at]);
}

/** The same, and where a value of either is no text, or of an encoding that nobody folds alike: it may be any. */
export function mayBeWithinName(name: DistinguishedName, subtree: DistinguishedName): boolean {
  return subtree.relativeKeys.every(
    (key, at) =>
      key === name.relativeKeys[at] || mayBeEqual(name.relativeNames[at], subtree.relativeNames[at] ?? []),
  );
}

function mayBeEqual(a: readonly NameAttribute[] | undefined, b: readonly NameAttribute[]): boolean {
  if (a === undefined || [...a, ...b].every(({ isText }) => isText)) return false;
  const typesOf = (attributes: readonly NameAttribute[]) => attributes.map(({ type }) => type).sort();
  return typesOf(a).join() === typesOf(b).join();
}

interface RelativeName {
  readonly key: string;
  readonly attributes: readonly NameAttribute[];
}

function nameOf(relativeNames: readonly RelativeName[]): DistinguishedName {
  const relativeKeys = relativeNames.map(({ key }) => key);
  const attributes = relativeNames.map((relative) => relative.attributes);
  return {
    key: relativeKeys.join('\n'),
    relativeKeys,
    emailAddresses: attributes
      .flat()
      .filter(({ type }) => type === emailAddress)
      .map(({ text }) => text),
    relativeNames: attributes,
  };
}

/** A set of attributes: their order says nothing. */
function readRelativeName(value: DerValue): RelativeName {
  const attributes = new DerReader(value, derTag.set).rest().map(readAttribute);
  if (attributes.length === 0) throw refuseDer('a relative name without an attribute');
  const key = attributes.map((attribute) => `${attribute.type}=${attribute.key}`).sort();
  return {
    key: key.join('+'),
    attributes: attributes.map(({ type, text, isText }) => ({ type, text, isText })),
  };
}

function readAttribute(value: DerValue): NameAttribute & { readonly key: string } {
  const reader = new DerReader(value);
  const type = readObjectIdentifier(reader.next());
  const written = reader.next();
  reader.finish();
  const text = readText(written);
  // What is no text, or of an encoding that nobody folds alike, is the same only when it is the same octets.
  const octets = `#${toHex(written.encoding)}`;
  return text === undefined
    ? { type, key: octets, text: octets, isText: false }
    : { type, key: JSON.stringify(foldText(text)), text, isText: true };
}

const decoders: Readonly<Record<number, (content: Uint8Array) => string>> = {
  [derTag.printableString]: readAscii,
  [derTag.ia5String]: readAscii,
  [derTag.utf8String]: readUtf8,
  [derTag.bmpString]: (content) => readCodePoints(content, 2),
  [derTag.universalString]: (content) => readCodePoints(content, 4),
};

function readText({ tag, content }: DerValue): string | undefined {
  return decoders[tag]?.(content);
}

/** Characters that are not seen and say nothing: controls, formats, soft hyphens, variations (RFC 4518 section 2.2). */
const unseen = /\p{Cc}|\p{Cf}|\u034f|\u1806|[\u180b-\u180d]|[\ufe00-\ufe0f]|\ufffc/gu;

/** Case and white space say nothing (RFC 5280 section 7.1, RFC 4518 section 2). */
function foldText(text: string): string {
  const composed = /^[\x20-\x7e]*$/.test(text)
    ? text
    : text
        .replace(/[\t-\r\x85]/g, ' ')
        .replace(unseen, '')
        .normalize('NFKC');
  return composed.toLowerCase().replace(/\s+/g, ' ').trim();
}

function readUtf8(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw refuseDer('a UTF8String');
  }
}

function readCodePoints(content: Uint8Array, octets: number): string {
  if (content.length % octets !== 0) throw refuseDer('a text of broken characters');
  let text = '';
  for (let at = 0; at < content.length; at += octets) {
    const code = content.subarray(at, at + octets).reduce((sum, octet) => sum * 256 + octet, 0);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw refuseDer('a text of broken characters');
    text += String.fromCodePoint(code);
  }
  return text;
}
