import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  bits,
  boolean,
  der,
  explicit,
  implicit,
  integer,
  nothing,
  octets,
  oid,
  sequence,
  set,
  time,
  utf8,
} from './der-writer.js';

export const mintedAtSeconds = 1_800_000_000;

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const newKey = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const newRsaKey = (modulusLength = 2048): KeyPair => generateKeyPairSync('rsa', { modulusLength });

/** Everything of a certificate, however wrong. */
export interface CertificatePlan {
  readonly subject: string | Buffer;
  readonly key: KeyPair;
  /** Whose name and key sign; itself when left out. */
  readonly by?: Minted | undefined;
  readonly issuerName?: string | Buffer;
  readonly serial?: Buffer;
  readonly notBeforeSeconds?: number;
  readonly notAfterSeconds?: number;
  readonly extensions?: readonly Buffer[];
  /** The number that stands for it: 2 is version 3; null leaves it out. */
  readonly version?: number | null;
  readonly spki?: Buffer;
  /** The algorithm inside, and outside unless that is given. */
  readonly algorithm?: Buffer;
  readonly outerAlgorithm?: Buffer;
  /** Digest of the signature. */
  readonly digest?: string | null;
}

export interface Minted {
  readonly encoding: Buffer;
  readonly key: KeyPair;
  readonly subject: string | Buffer;
}

export const ecdsaSha256 = sequence(oid('1.2.840.10045.4.3.2'));
export const rsaSha256 = sequence(oid('1.2.840.113549.1.1.11'), nothing());

/** `CN=` the text; more by hand. */
export const name = (text: string | Buffer): Buffer =>
  typeof text === 'string' ? sequence(set(sequence(oid('2.5.4.3'), utf8(text)))) : text;

let serials = 1000;

export function mint(plan: CertificatePlan): Minted {
  const { subject, key, by, version = 2 } = plan;
  const signer = by?.key ?? key;
  const algorithm =
    plan.algorithm ?? (signer.privateKey.asymmetricKeyType === 'rsa' ? rsaSha256 : ecdsaSha256);
  const extensions = plan.extensions ?? [];
  const signed = sequence(
    ...(version === null ? [] : [explicit(0, integer(version))]),
    plan.serial ?? integer(++serials),
    algorithm,
    name(plan.issuerName ?? by?.subject ?? subject),
    sequence(
      time(plan.notBeforeSeconds ?? mintedAtSeconds - 86400),
      time(plan.notAfterSeconds ?? mintedAtSeconds + 86400),
    ),
    name(subject),
    plan.spki ?? key.publicKey.export({ format: 'der', type: 'spki' }),
    ...(extensions.length === 0 ? [] : [explicit(3, sequence(...extensions))]),
  );
  const signature = sign(plan.digest === undefined ? 'sha256' : plan.digest, signed, signer.privateKey);
  return { encoding: sequence(signed, plan.outerAlgorithm ?? algorithm, bits(signature)), key, subject };
}

export function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(oid(id), ...(isCritical ? [boolean(true)] : []), octets(value));
}

export const basicConstraints = (isCa: boolean, pathLength?: number, isCritical = true): Buffer =>
  extension(
    '2.5.29.19',
    sequence(...(isCa ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])),
    isCritical,
  );

const usageBits = { digitalSignature: 0x80, keyCertSign: 0x04, cRLSign: 0x02 } as const;

export function keyUsage(...usages: readonly (keyof typeof usageBits)[]): Buffer {
  const octet = usages.reduce((sum, usage) => sum | usageBits[usage], 0);
  return extension(
    '2.5.29.15',
    bits(Buffer.of(octet), Math.clz32(octet & -octet) === 32 ? 0 : 31 - Math.clz32(octet & -octet)),
    true,
  );
}

export const purposes = (...ids: readonly string[]): Buffer =>
  extension('2.5.29.37', sequence(...ids.map(oid)));

export const uriName = (text: string): Buffer => implicit(6, Buffer.from(text, 'latin1'));
export const dnsName = (text: string): Buffer => implicit(2, Buffer.from(text, 'latin1'));
export const mailName = (text: string): Buffer => implicit(1, Buffer.from(text, 'latin1'));
export const ipName = (...address: readonly number[]): Buffer => implicit(7, Buffer.from(address));
export const directoryName = (text: string): Buffer => explicit(4, name(text));

export const alternativeNames = (...names: readonly Buffer[]): Buffer =>
  extension('2.5.29.17', sequence(...names));

export function nameConstraints(permitted: readonly Buffer[], excluded: readonly Buffer[] = []): Buffer {
  const subtrees = (number: number, bases: readonly Buffer[]) =>
    bases.length === 0 ? [] : [explicit(number, ...bases.map((base) => sequence(base)))];
  return extension('2.5.29.30', sequence(...subtrees(0, permitted), ...subtrees(1, excluded)), true);
}

export function keyIdentifiers(own: string, authority: string): readonly Buffer[] {
  return [
    extension('2.5.29.14', octets(Buffer.from(own))),
    extension('2.5.29.35', sequence(implicit(0, Buffer.from(authority)))),
  ];
}

/** An authority as it should be, with changes. */
export function mintAuthority(subject: string, by?: Minted, changes: Partial<CertificatePlan> = {}): Minted {
  return mint({
    subject,
    key: newKey(),
    by,
    extensions: [basicConstraints(true), keyUsage('keyCertSign', 'cRLSign')],
    ...changes,
  });
}

export const issuerUri = 'https://issuer.example';

/** A certificate that signs tokens of the sample issuer, with changes. */
export function mintLeaf(by: Minted | undefined, changes: Partial<CertificatePlan> = {}): Minted {
  return mint({ subject: 'signer', key: newKey(), by, extensions: leafExtensions(), ...changes });
}

export const leafExtensions = (...names: readonly Buffer[]): readonly Buffer[] => [
  basicConstraints(false),
  keyUsage('digitalSignature'),
  alternativeNames(...(names.length === 0 ? [uriName(issuerUri)] : names)),
];

export interface CrlPlan {
  readonly revoked?: readonly Buffer[];
  readonly thisUpdateSeconds?: number;
  readonly nextUpdateSeconds?: number | null;
  readonly extensions?: readonly Buffer[];
  readonly key?: KeyPair;
}

export const crlNumber = extension('2.5.29.20', integer(1));

/** A CRL of an authority. @param revoked serial numbers as INTEGERs in DER, or whole entries. */
export function mintCrl(by: Minted, plan: CrlPlan = {}): Buffer {
  const { revoked = [], nextUpdateSeconds = mintedAtSeconds + 3600 } = plan;
  const entries = revoked.map((entry) =>
    entry[0] === 0x02 ? sequence(entry, time(mintedAtSeconds - 60)) : entry,
  );
  const signed = sequence(
    integer(1),
    ecdsaSha256,
    name(by.subject),
    time(plan.thisUpdateSeconds ?? mintedAtSeconds - 3600),
    ...(nextUpdateSeconds === null ? [] : [time(nextUpdateSeconds)]),
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    explicit(0, sequence(...(plan.extensions ?? [crlNumber]))),
  );
  const signature = sign('sha256', signed, (plan.key ?? by.key).privateKey);
  return sequence(signed, ecdsaSha256, bits(signature));
}

export const toPem = (encoding: Buffer, label = 'CERTIFICATE'): string =>
  `-----BEGIN ${label}-----\n${encoding.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;

export { der };
