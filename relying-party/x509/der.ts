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

/** One value of a DER encoding. It knows where it stands; nothing is copied, and most values are only looked into. */
export class DerValue {
  /** The identifier octet. */
  readonly tag: number;
  readonly source: Uint8Array;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
  readonly depth: number;

  constructor(
    tag: number,
    source: Uint8Array,
    start: number,
    contentStart: number,
    end: number,
    depth: number,
  ) {
    this.tag = tag;
    this.source = source;
    this.start = start;
    this.contentStart = contentStart;
    this.end = end;
    this.depth = depth;
  }

  /** Identifier, length and content. */
  get encoding(): Uint8Array {
    return this.source.subarray(this.start, this.end);
  }

  get content(): Uint8Array {
    return this.source.subarray(this.contentStart, this.end);
  }

  /** The same content under another identifier, as an implicit tag hides it. */
  as(tag: number): DerValue {
    return new DerValue(tag, this.source, this.start, this.contentStart, this.end, this.depth);
  }
}

export function refuseDer(what: string): VerificationRejection {
  return new VerificationRejection('x5c_der', `Not strict DER: ${what}.`);
}

/**
 * Reads the one value that fills the bytes.
 * @throws VerificationRejection x5c_der, x5c_trailing_bytes.
 */
export function readDer(bytes: Uint8Array): DerValue {
  const value = readValue(bytes, 0, bytes.length, 0);
  if (value.end !== bytes.length)
    throw new VerificationRejection('x5c_trailing_bytes', 'There are bytes after the DER value.');
  return value;
}

/** Reads the values inside a constructed one, in order; whoever reads says what must come. X.690 section 10. */
export class DerReader {
  readonly #source: Uint8Array;
  readonly #end: number;
  readonly #depth: number;
  #at: number;

  /** @throws VerificationRejection x5c_der when the value is of another kind, or nested too deep. */
  constructor(value: DerValue, tag: number = derTag.sequence) {
    if (value.tag !== tag) throw refuseDer(`a value of kind ${value.tag} where ${tag} belongs`);
    if ((tag & constructedBit) === 0) throw refuseDer('a primitive value where a constructed one belongs');
    if (value.depth >= maxDepth) throw refuseDer(`nested over ${maxDepth} levels`);
    this.#source = value.source;
    this.#at = value.contentStart;
    this.#end = value.end;
    this.#depth = value.depth + 1;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#end;
  }

  /** The next value, of any kind unless one is named. */
  next(tag?: number): DerValue {
    const value = readValue(this.#source, this.#at, this.#end, this.#depth);
    if (tag !== undefined && value.tag !== tag)
      throw refuseDer(`a value of kind ${value.tag} where ${tag} belongs`);
    this.#at = value.end;
    return value;
  }

  /** The next value when it is of this kind. */
  optional(tag: number): DerValue | undefined {
    return !this.isAtEnd && this.#source[this.#at] === tag ? this.next() : undefined;
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

/** @param limit where the container ends: nothing after it belongs to the value. */
function readValue(source: Uint8Array, start: number, limit: number, depth: number): DerValue {
  const tag = octetAt(source, start, limit);
  if ((tag & 0x1f) === 0x1f) throw refuseDer('an identifier of several octets');
  const first = octetAt(source, start + 1, limit);
  const contentStart = start + 2 + (first < 0x80 ? 0 : first & 0x7f);
  const end = contentStart + (first < 0x80 ? first : readLongLength(source, start + 2, limit, first & 0x7f));
  if (end > limit) throw refuseDer('a value that ends after its container');
  return new DerValue(tag, source, start, contentStart, end, depth);
}

/** Definite and in the fewest octets (X.690 section 10.1). */
function readLongLength(source: Uint8Array, at: number, limit: number, octets: number): number {
  if (octets === 0) throw refuseDer('a length that is not definite');
  if (octets > 4) throw refuseDer('a length of more than four octets');
  let length = 0;
  for (let i = 0; i < octets; i++) length = length * 256 + octetAt(source, at + i, limit);
  if (length < 0x80 || source[at] === 0) throw refuseDer('a length that is not minimal');
  return length;
}

function octetAt(source: Uint8Array, at: number, limit: number): number {
  const octet = at < limit ? source[at] : undefined;
  if (octet === undefined) throw refuseDer('a value or its length is missing');
  return octet;
}
