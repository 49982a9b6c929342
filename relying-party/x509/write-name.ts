import type { DistinguishedName, NameAttribute } from './distinguished-name.js';

/** RFC 4514 section 3, and the other attributes of RFC 5280 section 4.1.2.4 by their usual short names. */
const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/**
 * A name for people and for bindings, as RFC 4514 writes it: the most specific attribute first, a comma between relative
 * names, a plus within one. No two names that differ are written alike.
 */
export function writeName({ relativeNames }: DistinguishedName): string {
  return relativeNames
    .map((attributes) => attributes.map(writeAttribute).join('+'))
    .reverse()
    .join(',');
}

function writeAttribute({ type, text, isText }: NameAttribute): string {
  return `${shortNames[type] ?? type}=${isText ? escapeText(text) : text}`;
}

/** Nothing that a terminal or a log would take for its own. */
function escapeText(text: string): string {
  return text
    .replace(/[\\,+"<>;]|^[ #]| $/g, '\\$&')
    .replace(/[^\x20-\x7e]/gu, (character) =>
      /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
        ? character
        : `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
}
