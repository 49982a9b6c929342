import { VerificationRejection } from '../rejection.js';
import type { DigestName } from '../signature/algorithms.js';
import { rsaModulusBits } from '../signature/check-jwk.js';
import { readBigEndian, weierstrassCurves } from '../signature/curves.js';
import {
  type AlgorithmIdentifier,
  hasNoParameters,
  readAlgorithmIdentifier,
} from './algorithm-identifier.js';
import { DerReader, type DerValue, derTag, readDer } from './der.js';
import { readObjectIdentifier, readOctetsOfBits, readUnsigned } from './der-values.js';
import { readPss } from './signature-scheme.js';

/** A subject's public key, of one of the kinds that are supported. Numbers as octets without leading zeros. */
export type CertifiedKey = { readonly encoding: Uint8Array } & (
  | {
      readonly kty: 'RSA';
      readonly modulusBits: number;
      readonly n: Uint8Array;
      readonly e: Uint8Array;
      /** `any` is an ordinary RSA key; `pss` verifies PSS alone, with a digest of this name where one is set. */
      readonly use: 'any' | 'pss';
      readonly digest: DigestName | undefined;
    }
  | { readonly kty: 'EC'; readonly curve: EllipticCurve; readonly x: Uint8Array; readonly y: Uint8Array }
  | { readonly kty: 'OKP'; readonly x: Uint8Array }
);

export type EllipticCurve = keyof typeof weierstrassCurves;

const curveOids: Readonly<Record<string, EllipticCurve>> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
};

type KeyReader = (algorithm: AlgorithmIdentifier, bits: Uint8Array, encoding: Uint8Array) => CertifiedKey;

const readers: Readonly<Record<string, KeyReader>> = {
  '1.2.840.113549.1.1.1': readRsaKey,
  '1.2.840.113549.1.1.10': readPssKey,
  '1.2.840.10045.2.1': readEllipticKey,
  '1.3.101.112': readEd25519Key,
};

/**
 * Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7, RFC 3279 section 2.3, RFC 4055, RFC 5480, RFC 8410).
 * @throws VerificationRejection x5c_key for another kind, size, exponent or curve; x5c_der.
 */
export function readCertifiedKey(value: DerValue): CertifiedKey {
  const reader = new DerReader(value);
  const algorithm = readAlgorithmIdentifier(reader.next());
  const bits = readOctetsOfBits(reader.next());
  reader.finish();
  const read = Object.hasOwn(readers, algorithm.oid) ? readers[algorithm.oid] : undefined;
  if (read === undefined) throw refuseKey('a key of no supported kind');
  return read(algorithm, bits, value.encoding);
}

function refuseKey(what: string): VerificationRejection {
  return new VerificationRejection('x5c_key', `A certificate holds ${what}.`);
}

function readRsaKey(algorithm: AlgorithmIdentifier, bits: Uint8Array, encoding: Uint8Array): CertifiedKey {
  if (algorithm.parameters === undefined || !hasNoParameters(algorithm))
    throw refuseKey('an RSA key with parameters other than NULL');
  return { kty: 'RSA', ...readRsaNumbers(bits), use: 'any', digest: undefined, encoding };
}

function readPssKey(algorithm: AlgorithmIdentifier, bits: Uint8Array, encoding: Uint8Array): CertifiedKey {
  const scheme = readPss(algorithm.parameters);
  if (algorithm.parameters !== undefined && scheme === undefined)
    throw refuseKey('an RSA-PSS key for a digest other than SHA-2');
  const digest = scheme?.kty === 'RSA' ? scheme.digest : undefined;
  return { kty: 'RSA', ...readRsaNumbers(bits), use: 'pss', digest, encoding };
}

function readRsaNumbers(bits: Uint8Array): { n: Uint8Array; e: Uint8Array; modulusBits: number } {
  const reader = new DerReader(readDer(bits));
  const n = readUnsigned(reader.next());
  const e = readUnsigned(reader.next());
  reader.finish();
  const modulusBits = n.length * 8 - Math.clz32(n[0] ?? 0) + 24;
  if (modulusBits < rsaModulusBits.min || modulusBits > rsaModulusBits.max)
    throw refuseKey(`an RSA modulus of ${modulusBits} bits`);
  // No generator of keys makes one by intent; the CA/Browser Forum refuses it too (BR 6.1.5).
  if (modulusBits % 8 !== 0) throw refuseKey('an RSA modulus that is not of whole octets');
  if (((n.at(-1) ?? 0) & 1) === 0) throw refuseKey('an even RSA modulus');
  const exponent = e.length > 4 ? 0n : readBigEndian(e);
  if (exponent < 3n || (exponent & 1n) === 0n)
    throw refuseKey('an RSA exponent that is not odd, or not within 3 and 2^32');
  return { n, e, modulusBits };
}

/**
 * A named curve and an uncompressed point: parameters written out name any curve at all (CVE-2020-0601). Whether the
 * point lies on it is seen when the key is made ready.
 */
function readEllipticKey(
  { parameters }: AlgorithmIdentifier,
  bits: Uint8Array,
  encoding: Uint8Array,
): CertifiedKey {
  if (parameters?.tag !== derTag.objectIdentifier) throw refuseKey('an elliptic key without a named curve');
  const oid = readObjectIdentifier(parameters);
  const curve = Object.hasOwn(curveOids, oid) ? curveOids[oid] : undefined;
  if (curve === undefined) throw refuseKey('a key on a curve other than P-256, P-384 and P-521');
  const { coordinateBytes } = weierstrassCurves[curve];
  if (bits[0] !== 4 || bits.length !== 1 + coordinateBytes * 2)
    throw refuseKey('a point that is not uncompressed');
  const x = bits.subarray(1, 1 + coordinateBytes);
  const y = bits.subarray(1 + coordinateBytes);
  return { kty: 'EC', curve, x, y, encoding };
}

function readEd25519Key(
  { parameters }: AlgorithmIdentifier,
  bits: Uint8Array,
  encoding: Uint8Array,
): CertifiedKey {
  if (parameters !== undefined || bits.length !== 32)
    throw refuseKey('an Ed25519 key that is not of its form');
  return { kty: 'OKP', x: bits, encoding };
}
