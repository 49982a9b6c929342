import { generateKeyPairSync } from 'node:crypto';
import {
  bits,
  boolean,
  der,
  explicit,
  integer,
  octets,
  oid,
  sequence,
  set,
  time,
  utf8,
} from './der-writer.js';
import {
  alternativeNames,
  basicConstraints,
  type CertificatePlan,
  dnsName,
  extension,
  ipName,
  keyUsage,
  mailName,
  mintedAtSeconds,
  nameConstraints,
  purposes,
  uriName,
} from './minted-certificates.js';

/** What one certificate of a chain has instead of what it should have. */
export interface Fault {
  /** Extensions by what they are about; those that are not named stay as they should be. */
  readonly extensions?: Readonly<Partial<Record<ExtensionSlot, readonly Buffer[]>>>;
  readonly plan?: Partial<CertificatePlan>;
  /** Changes what is signed, before it is signed. */
  readonly edit?: (signed: Buffer) => Buffer;
  /** Changes the whole, after it was signed. */
  readonly spoil?: (encoding: Buffer) => Buffer;
  /** Signed by a key that is nobody's. */
  readonly isForged?: true;
  /** Named after whoever issued it. */
  readonly isSelfIssued?: true;
}

export type ExtensionSlot = 'basic' | 'usage' | 'names' | 'constraints' | 'identifiers' | 'other';

const unknownId = '1.3.6.1.4.1.55738.1';
const commonName = (value: Buffer) => sequence(set(sequence(oid('2.5.4.3'), value)));
const identifiers = (own: string, authority: Buffer) => [
  extension('2.5.29.14', octets(Buffer.from(own))),
  extension('2.5.29.35', sequence(authority)),
];

function replace(from: Buffer, to: Buffer): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const at = bytes.indexOf(from);
    return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
  };
}

const lastTime = time(mintedAtSeconds + 86400);
const pointAt = (bytes: Buffer) => bytes.indexOf(Buffer.of(0x03, 0x42, 0x00, 0x04)) + 4;

/** A table of everything that can be wrong, or merely odd, with a leaf or an authority. */
export const chainFaults = {
  // basic constraints and usages
  'basic constraints: none': { extensions: { basic: [] } },
  'basic constraints: no authority': { extensions: { basic: [basicConstraints(false)] } },
  'basic constraints: an authority': { extensions: { basic: [basicConstraints(true)] } },
  'basic constraints: not critical': { extensions: { basic: [basicConstraints(true, undefined, false)] } },
  'basic constraints: path length 0': { extensions: { basic: [basicConstraints(true, 0)] } },
  'basic constraints: path length 1': { extensions: { basic: [basicConstraints(true, 1)] } },
  'basic constraints: path length of no authority': { extensions: { basic: [basicConstraints(false, 1)] } },
  'basic constraints: TRUE as 01': {
    extensions: { basic: [extension('2.5.29.19', sequence(der(0x01, 0x01)), true)] },
  },
  'key usage: none': { extensions: { usage: [] } },
  'key usage: lists': { extensions: { usage: [keyUsage('cRLSign')] } },
  'key usage: signatures': { extensions: { usage: [keyUsage('digitalSignature')] } },
  'key usage: certificates': { extensions: { usage: [keyUsage('keyCertSign')] } },
  'key usage: nothing': { extensions: { usage: [extension('2.5.29.15', bits(Buffer.of()), true)] } },
  // names
  'names: none': { extensions: { names: [] } },
  'names: elsewhere': { extensions: { names: [alternativeNames(uriName('https://evil.example'))] } },
  'names: mail and address': {
    extensions: { names: [alternativeNames(mailName('a@evil.example'), ipName(192, 0, 2, 1))] },
  },
  'names: not of their syntax': { extensions: { names: [alternativeNames(dnsName('a b'))] } },
  'names: an empty list': { extensions: { names: [alternativeNames()] } },
  'constraints: the issuer’s': {
    extensions: {
      constraints: [nameConstraints([uriName('issuer.example'), dnsName('issuer.example')])],
    },
  },
  'constraints: others': { extensions: { constraints: [nameConstraints([uriName('other.example')])] } },
  'constraints: not the issuer’s': {
    extensions: { constraints: [nameConstraints([], [uriName('issuer.example')])] },
  },
  'constraints: empty': { extensions: { constraints: [nameConstraints([])] } },
  'constraints: of a kind that is not understood': {
    extensions: { constraints: [nameConstraints([der(0x88, 0x2a, 0x03)])] },
  },
  'subject: empty': { plan: { subject: sequence() } },
  'subject: no text': { plan: { subject: commonName(integer(1)) } },
  'subject: other letters': { plan: { subject: commonName(utf8('  SAMPLE   name ')) } },
  'subject: the issuer’s': { isSelfIssued: true },
  'issuer: another': { plan: { issuerName: 'Somebody' } },
  // key identifiers
  'identifiers: none': { extensions: { identifiers: [] } },
  'identifiers: another authority’s': {
    extensions: { identifiers: identifiers('own', der(0x80, Buffer.from('other'))) },
  },
  'identifiers: critical': {
    extensions: { identifiers: [extension('2.5.29.14', octets(Buffer.of(1)), true)] },
  },
  'identifiers: a serial alone': { extensions: { identifiers: identifiers('own', der(0x82, 0x01)) } },
  // further extensions
  'extension: unknown': { extensions: { other: [extension(unknownId, integer(1))] } },
  'extension: unknown and critical': { extensions: { other: [extension(unknownId, integer(1), true)] } },
  'extension: twice': {
    extensions: { other: [extension(unknownId, integer(1)), extension(unknownId, integer(1))] },
  },
  'extension: a list must be read': {
    extensions: {
      other: [
        extension(
          '2.5.29.31',
          sequence(sequence(explicit(0, explicit(0, uriName('http://a.example/'))))),
          true,
        ),
      ],
    },
  },
  'purposes: servers': { extensions: { other: [purposes('1.3.6.1.5.5.7.3.1')] } },
  'purposes: none': { extensions: { other: [purposes()] } },
  'policies: explicit': {
    extensions: { other: [extension('2.5.29.36', sequence(der(0x80, 0x00)), true)] },
  },
  'policies: mapped from any': {
    extensions: {
      other: [extension('2.5.29.33', sequence(sequence(oid('2.5.29.32.0'), oid('1.2.3'))), true)],
    },
  },
  'policies: an unknown qualifier': {
    extensions: {
      other: [
        extension(
          '2.5.29.32',
          sequence(sequence(oid('1.2.3'), sequence(sequence(oid('1.2.3.4'), integer(1))))),
          true,
        ),
      ],
    },
  },
  // times
  'time: over': { plan: { notAfterSeconds: mintedAtSeconds - 1 } },
  'time: over in a second': { plan: { notAfterSeconds: mintedAtSeconds } },
  'time: from now on': { plan: { notBeforeSeconds: mintedAtSeconds } },
  'time: not begun': { plan: { notBeforeSeconds: mintedAtSeconds + 1 } },
  'time: 30 February': { edit: replace(lastTime, der(0x17, Buffer.from('270230000000Z'))) },
  'time: GeneralizedTime before 2050': { edit: replace(lastTime, der(0x18, Buffer.from('20270301000000Z'))) },
  // form
  'version 1': { plan: { version: null, extensions: [] } },
  'version 1, with extensions': { plan: { version: null } },
  'version 2': { plan: { version: 1 } },
  'serial: zero': { plan: { serial: integer(0) } },
  'serial: negative': { plan: { serial: integer('80') } },
  'serial: 21 octets': { plan: { serial: integer(`01${'00'.repeat(20)}`) } },
  'algorithm: two': { plan: { outerAlgorithm: sequence(oid('1.2.840.10045.4.3.3')) } },
  'algorithm: SHA-1': { plan: { algorithm: sequence(oid('1.2.840.10045.4.1')), digest: 'sha1' } },
  'algorithm: with NULL': { plan: { algorithm: sequence(oid('1.2.840.10045.4.3.2'), der(0x05)) } },
  'key: off the curve': {
    edit: (signed) => {
      const moved = Buffer.from(signed);
      const at = pointAt(signed) + 63;
      return moved.fill((moved[at] ?? 0) ^ 1, at, at + 1);
    },
  },
  'key: of another curve': {
    plan: {
      spki: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({
        format: 'der',
        type: 'spki',
      }),
    },
  },
  'signature: of another key': { isForged: true },
  'signature: spoilt': { spoil: (encoding) => Buffer.from(encoding).fill(0, encoding.length - 4) },
  'bytes: more after the end': { spoil: (encoding) => Buffer.concat([encoding, boolean(true)]) },
  'bytes: a long form of a length': {
    // The serial number's: 02 02 becomes 02 81 02.
    edit: replace(Buffer.of(0x02, 0x02), Buffer.of(0x02, 0x81, 0x02)),
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof chainFaults;

export const faultNames = Object.keys(chainFaults) as FaultName[];
