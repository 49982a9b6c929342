import { VerificationRejection } from '../rejection.js';

/** Identifier octets of the values that X.509 uses (X.690 section 8.1.2). */
export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
} as const;

/** `[number]` of a context, holding a value or several. */
export const contextConstructed = (number: number): number => 0xa0 | number;

/** `[number] IMPLICIT` of a context, around a primitive value. */
export const contextPrimitive = (number: number): number => 0x80 | number;

const constructedBit = 0x20;
const maxDepth = 16;

/** One value of a DER encoding. A view: nothing is copied. */
export interface DerValue {
  /** The identifier octet. */
  readonly tag: number;
  /** Identifier, length and content. */
  readonly encoding: Uint8Array;
  readonly content: Uint8Array;
  readonly depth: number;
}

export function refuseDer(what: string): VerificationRejection {
  return new VerificationRejection('x5c_der', `Not strict DER: ${what}.`);
}

/**
 * Reads the one value that fills the bytes.
 * @throws VerificationRejection x5c_der, x5c_trailing_bytes.
 */
export function readDer(bytes: Uint8Array): DerValue {
  const value = readValue(bytes, 0, 0);
  if (value.encoding.length !== bytes.length)
    throw new VerificationRejection('x5c_trailing_bytes', 'There are bytes after the DER value.');
  return value;
}

/** Reads the values inside a constructed one, in order; whoever reads says what must come. X.690 section 10. */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #depth: number;
  #at = 0;

  /** @throws VerificationRejection x5c_der when the value is of another kind, or nested too deep. */
  constructor(value: DerValue, tag: number = derTag.sequence) {
    if (value.tag !== tag) throw refuseDer(`a value of kind ${value.tag} where ${tag} belongs`);
    if ((tag & constructedBit) === 0) throw refuseDer('a primitive value where a constructed one belongs');
    if (value.depth >= maxDepth) throw refuseDer(`nested over ${maxDepth} levels`);
    this.#bytes = value.content;
    this.#depth = value.depth + 1;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The next value, of any kind unless one is named. */
  next(tag?: number): DerValue {
    const value = readValue(this.#bytes, this.#at, this.#depth);
    if (tag !== undefined && value.tag !== tag)
      throw refuseDer(`a value of kind ${value.tag} where ${tag} belongs`);
    this.#at += value.encoding.length;
    return value;
  }

  /** The next value when it is of this kind. */
  optional(tag: number): DerValue | undefined {
    return this.#bytes[this.#at] === tag ? this.next() : undefined;
  }

  /** All values that are left; at least one unless the syntax allows none. */
  rest(tag?: number): readonly DerValue[] {
    const values: DerValue[] = [];
    while (!this.isAtEnd) values.push(this.next(tag));
    return values;
  }

  /** Nothing may follow. */
  finish(): void {
    if (!this.isAtEnd) throw refuseDer('a value that does not belong');
  }
}

/** The value inside `[number] EXPLICIT`. */
export function readExplicit(value: DerValue): DerValue {
  const reader = new DerReader(value, value.tag);
  const inner = reader.next();
  reader.finish();
  return inner;
}

function readValue(bytes: Uint8Array, start: number, depth: number): DerValue {
  const tag = bytes[start];
  if (tag === undefined) throw refuseDer('a value is missing');
  if ((tag & 0x1f) === 0x1f) throw refuseDer('an identifier of several octets');
  const [contentStart, length] = readLength(bytes, start + 1);
  const end = contentStart + length;
  if (end > bytes.length) throw refuseDer('a value that ends after its container');
  return { tag, encoding: bytes.subarray(start, end), content: bytes.subarray(contentStart, end), depth };
}

/** Definite and in the fewest octets (X.690 section 10.1). */
function readLength(bytes: Uint8Array, at: number): readonly [contentStart: number, length: number] {
  const first = bytes[at];
  if (first === undefined) throw refuseDer('a length is missing');
  if (first < 0x80) return [at + 1, first];
  const octets = first & 0x7f;
  if (octets === 0) throw refuseDer('a length that is not definite');
  if (octets > 4) throw refuseDer('a length of more than four octets');
  let length = 0;
  for (let i = 1; i <= octets; i++) {
    const octet = bytes[at + i];
    if (octet === undefined) throw refuseDer('a length is missing');
    length = length * 256 + octet;
  }
  if (length < 0x80 || bytes[at + 1] === 0) throw refuseDer('a length that is not minimal');
  return [at + 1 + octets, length];
}
