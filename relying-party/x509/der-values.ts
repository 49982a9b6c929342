import { type DerValue, derTag, refuseDer } from './der.js';

/** A DER BOOLEAN: 00 or FF (X.690 section 11.1). */
export function readBoolean(value: DerValue): boolean {
  expectTag(value, derTag.boolean);
  const [octet] = value.content;
  if (value.content.length !== 1 || (octet !== 0 && octet !== 0xff)) throw refuseDer('a BOOLEAN');
  return octet === 0xff;
}

/** A BOOLEAN DEFAULT FALSE that is there: DER leaves the default out, so it says TRUE (X.690 section 11.5). */
export function readTrue(value: DerValue, tag: number = derTag.boolean): true {
  expectTag(value, tag);
  if (value.content.length !== 1 || value.content[0] !== 0xff)
    throw refuseDer('a BOOLEAN whose default was written');
  return true;
}

/** The octets of an INTEGER, two's complement, in the fewest (X.690 section 8.3.2). */
export function readInteger(value: DerValue, tag: number = derTag.integer): Uint8Array {
  expectTag(value, tag);
  const [first, second = 0] = value.content;
  if (first === undefined) throw refuseDer('an empty INTEGER');
  if (value.content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    throw refuseDer('an INTEGER that is not minimal');
  return value.content;
}

export const isNegative = (integer: Uint8Array): boolean => (integer[0] ?? 0) >= 0x80;

/** The magnitude of an INTEGER that may not be negative, without its sign octet. */
export function readUnsigned(value: DerValue): Uint8Array {
  const integer = readInteger(value);
  if (isNegative(integer)) throw refuseDer('a negative INTEGER');
  return integer.length > 1 && integer[0] === 0 ? integer.subarray(1) : integer;
}

/** A count that is not negative. What does not fit is as good as endless. */
export function readCount(value: DerValue, tag: number = derTag.integer): number {
  const integer = readInteger(value, tag);
  if (isNegative(integer)) throw refuseDer('a negative INTEGER');
  return integer.reduce((count, octet) => Math.min(count * 256 + octet, Number.MAX_SAFE_INTEGER), 0);
}

/** The octets of a BIT STRING that holds whole octets. */
export function readOctetsOfBits(value: DerValue): Uint8Array {
  expectTag(value, derTag.bitString);
  if (value.content[0] !== 0) throw refuseDer('a BIT STRING that is not of whole octets');
  return value.content.subarray(1);
}

/** The numbers of the bits that are set in a named bit list, which ends in one (X.690 section 11.2). */
export function readBitNumbers(value: DerValue, tag: number = derTag.bitString): readonly number[] {
  expectTag(value, tag);
  const [unused = 8, ...octets] = value.content;
  const last = octets.at(-1) ?? 0;
  if (
    octets.length === 0
      ? unused !== 0
      : unused > 7 || (last >> unused) % 2 !== 1 || (last & ((1 << unused) - 1)) !== 0
  )
    throw refuseDer('a named bit list');
  return octets.flatMap((octet, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (octet & (0x80 >> bit)) !== 0).map((bit) => at * 8 + bit),
  );
}

export function readOctets(value: DerValue): Uint8Array {
  expectTag(value, derTag.octetString);
  return value.content;
}

export function readNull(value: DerValue): void {
  expectTag(value, derTag.null);
  if (value.content.length !== 0) throw refuseDer('a NULL');
}

/** An OBJECT IDENTIFIER in its dotted form (X.690 section 8.19). */
export function readObjectIdentifier(value: DerValue, tag: number = derTag.objectIdentifier): string {
  expectTag(value, tag);
  const { content } = value;
  let dotted = '';
  let start = 0;
  for (let at = 0; at < content.length; at++) {
    if (at === start && content[at] === 0x80) throw refuseDer('an OBJECT IDENTIFIER that is not minimal');
    if ((content[at] ?? 0) >= 0x80) continue;
    const arc = readArc(content.subarray(start, at + 1));
    dotted = dotted === '' ? writeFirstArcs(arc) : `${dotted}.${arc}`;
    start = at + 1;
  }
  if (dotted === '' || start !== content.length) throw refuseDer('an OBJECT IDENTIFIER');
  return dotted;
}

/** So many septets fit into a number; arcs made of UUIDs are longer. */
const maxNumberSeptets = 7;

function readArc(septets: Uint8Array): number | bigint {
  if (septets.length <= maxNumberSeptets)
    return septets.reduce((arc, octet) => arc * 128 + (octet & 0x7f), 0);
  return septets.reduce((arc, octet) => (arc << 7n) | BigInt(octet & 0x7f), 0n);
}

function writeFirstArcs(arc: number | bigint): string {
  const joined = BigInt(arc);
  const root = joined < 80n ? joined / 40n : 2n;
  return `${root}.${joined - root * 40n}`;
}

/** Text of 7-bit characters. */
export function readAscii(content: Uint8Array): string {
  if (content.some((octet) => octet > 0x7f)) throw refuseDer('a text that is not of IA5 characters');
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
}

export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

function expectTag(value: DerValue, tag: number): void {
  if (value.tag !== tag) throw refuseDer(`a value of kind ${value.tag} where ${tag} belongs`);
}
