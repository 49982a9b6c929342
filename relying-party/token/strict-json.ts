import { limits } from '../limits.js';
import { VerificationRejection } from '../rejection.js';
import type { DecodeBase64url } from './base64url.js';

export type JsonObject = { readonly [member: string]: unknown };

// A byte order mark is kept, so that JSON.parse refuses it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads a segment as one JSON object, strictly: canonical base64url, valid UTF-8, bounded depth, and no member twice
 * in any object (RFC 7515 section 4 and RFC 7519 section 4 leave that to the parser; RFC 8725bis section 3.14).
 * @param what `header` or `claims`, for the message.
 * @throws VerificationRejection encoding_not_canonical, json_invalid, json_too_deep, member_duplicate.
 */
export function readJsonSegment(segment: string, what: string, decode: DecodeBase64url): JsonObject {
  const { scratch } = decode;
  if (scratch !== undefined && segment.length <= scratch.bytes.length) {
    const length = scratch.fill(segment);
    if (length < 0) throw refuseEncoding(what);
    const scan = scanJson(scratch.bytes, length, what);
    const text = scan.isAscii
      ? scratch.readAscii(length)
      : decodeText(scratch.bytes.subarray(0, length), what);
    return parseScanned(text, scan, what);
  }
  const bytes = decode(segment);
  if (bytes === undefined) throw refuseEncoding(what);
  return parseStrictJson(bytes, what);
}

export function parseStrictJson(bytes: Uint8Array, what: string): JsonObject {
  const scan = scanJson(bytes, bytes.length, what);
  return parseScanned(decodeText(bytes, what), scan, what);
}

function parseScanned(text: string, { members, containers }: JsonScan, what: string): JsonObject {
  const value = parse(text, what);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new VerificationRejection('json_invalid', `The ${what} is not a JSON object.`);
  // Nearly all claims are flat, and then there is nothing to descend into.
  const kept = containers === 1 ? Object.keys(value).length : countMembersKept(value);
  if (kept !== members)
    throw new VerificationRejection('member_duplicate', `A member of the ${what} is written twice.`);
  return value as JsonObject;
}

function refuseEncoding(what: string): VerificationRejection {
  return new VerificationRejection('encoding_not_canonical', `The ${what} is not canonical base64url.`);
}

function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new VerificationRejection('json_invalid', `The ${what} is not UTF-8.`, { cause });
  }
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause: its message quotes the text.
    throw new VerificationRejection('json_invalid', `The ${what} is not JSON.`);
  }
}

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
/** What `[` and `{`, and what `]` and `}`, become with the bit that tells them apart set. */
const opening = 0x7b;
const closing = 0x7d;

/** What is seen of JSON without parsing it. */
interface JsonScan {
  /** As written: duplicates count. */
  readonly members: number;
  /** Objects and arrays. */
  readonly containers: number;
  readonly isAscii: boolean;
}

/**
 * Counts the colons outside strings: in valid JSON one for each member as written. `JSON.parse` keeps one member for
 * each distinct name, whatever its spelling, so fewer kept than written means that a name came twice. Cheaper than a
 * parser of our own, and the escapes are judged by the one parser whose answer is used. It reads the bytes, which is
 * twice as fast as the text: in UTF-8 no byte of another character looks like one of these.
 */
function scanJson(bytes: Uint8Array, length: number, what: string): JsonScan {
  let members = 0;
  let containers = 0;
  let depth = 0;
  let seen = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] ?? 0;
    seen |= byte;
    if (byte === quote) {
      for (at++; at < length; at++) {
        const inside = bytes[at] ?? 0;
        seen |= inside;
        if (inside === quote) break;
        if (inside === backslash) seen |= bytes[++at] ?? 0;
      }
    } else if (byte === colon) members++;
    else if ((byte | 0x20) === opening) {
      containers++;
      if (++depth > limits.maxJsonDepth)
        throw new VerificationRejection(
          'json_too_deep',
          `The ${what} nests over ${limits.maxJsonDepth} levels.`,
        );
    } else if ((byte | 0x20) === closing) depth--;
  }
  return { members, containers, isAscii: seen < 0x80 };
}

function countMembersKept(value: object): number {
  const isArray = Array.isArray(value);
  const members: readonly unknown[] = isArray ? value : Object.values(value);
  let count = isArray ? 0 : members.length;
  for (const member of members)
    if (typeof member === 'object' && member !== null) count += countMembersKept(member);
  return count;
}
