import { isRejection } from '../rejection.js';
import { readBigEndian, weierstrassCurves } from '../signature/curves.js';
import type { Certificate } from './certificate.js';
import { DerReader, derTag, readDer } from './der.js';
import { readUnsigned } from './der-values.js';

/**
 * The same certificate with the other ECDSA signature that anybody makes of its own: (r, s) verifies where (r, n - s) does
 * (SEC 1 version 2, section 4.1.4). Another file with another hash, and no other certificate. One for each curve that the
 * issuer's key may be on; none for signatures of another kind, which have no twins.
 */
export function signatureTwinsOf({
  encoding,
  signed,
  signature,
  signatureScheme,
}: Certificate): readonly Uint8Array[] {
  if (signatureScheme?.kty !== 'EC') return [];
  const numbers = readNumbers(signature);
  if (numbers === undefined) return [];
  const outer = new DerReader(readDer(encoding));
  outer.next();
  const algorithm = outer.next().encoding;
  return Object.values(weierstrassCurves)
    .filter(({ order }) => numbers.s < order)
    .map(({ order }) => write(derTag.sequence, numbers.r, writeUnsigned(order - numbers.s)))
    .map((twin) => write(derTag.sequence, signed, algorithm, write(derTag.bitString, Buffer.of(0), twin)));
}

/** Undefined for what no platform takes for a signature. */
function readNumbers(signature: Uint8Array): { readonly r: Uint8Array; readonly s: bigint } | undefined {
  try {
    const reader = new DerReader(readDer(signature));
    const r = reader.next(derTag.integer).encoding;
    const s = readBigEndian(readUnsigned(reader.next()));
    reader.finish();
    return { r, s };
  } catch (error) {
    if (!isRejection(error)) throw error;
    return undefined;
  }
}

function writeUnsigned(value: bigint): Buffer {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return write(derTag.integer, ...((octets[0] ?? 0) < 0x80 ? [] : [Buffer.of(0)]), octets);
}

function write(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length.toString(16);
  const octets = Buffer.from(length.padStart(length.length + (length.length % 2), '0'), 'hex');
  const head = content.length < 0x80 ? octets : Buffer.concat([Buffer.of(0x80 | octets.length), octets]);
  return Buffer.concat([Buffer.of(tag), head, content]);
}
