import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Extension } from '@peculiar/x509';
import { authoritySignature, toCryptoKey } from './authority-key.js';
import type { CertificateLife } from './certificate-life.js';
import type { CertificateNames } from './certificate-upstream.js';
import { alternativeNamesOf, subjectOf } from './signing-request.js';

/** Who signs: its certificate, PEM, and its private key. */
export interface IssuingAuthority {
  readonly certificatePem: string;
  readonly privateKey: KeyObject;
}

interface CertificatePlan {
  readonly subject: { CN: string[] }[];
  readonly publicKey: KeyObject;
  readonly life: CertificateLife;
  /** Undefined: signed with its own key, which must then be given as `privateKey`. */
  readonly issuer: IssuingAuthority | undefined;
  readonly privateKey?: KeyObject;
  readonly extensions: readonly Extension[];
}

/** RFC 9509 section 3: id-kp-jwt, the purpose of a key that signs JWTs. */
const PURPOSE_JWT = '1.3.6.1.5.5.7.3.37';

/** A self-signed root, PEM (RFC 5280 section 4.2.1.9: no limit to what is below). */
export async function issueRoot(
  commonName: string,
  privateKey: KeyObject,
  life: CertificateLife,
): Promise<string> {
  const { BasicConstraintsExtension } = await import('@peculiar/x509');
  const subject = [{ CN: [commonName] }];
  const publicKey = createPublicKey(privateKey);
  return sign({
    subject,
    publicKey,
    life,
    issuer: undefined,
    privateKey,
    extensions: [new BasicConstraintsExtension(true, undefined, true), await authorityUsage()],
  });
}

/** An authority below the root that certifies signers and no further authority, PEM. */
export async function issueIntermediate(
  commonName: string,
  publicKey: KeyObject,
  life: CertificateLife,
  issuer: IssuingAuthority,
): Promise<string> {
  const { BasicConstraintsExtension } = await import('@peculiar/x509');
  return sign({
    subject: [{ CN: [commonName] }],
    publicKey,
    life,
    issuer,
    extensions: [new BasicConstraintsExtension(true, 0, true), await authorityUsage()],
  });
}

/** The certificate of a token signer, PEM: digital signatures on JWTs and nothing else. Throws CertificateError. */
export async function issueSigner(
  names: CertificateNames,
  publicKey: KeyObject,
  life: CertificateLife,
  issuer: IssuingAuthority,
): Promise<string> {
  const {
    BasicConstraintsExtension,
    ExtendedKeyUsageExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    SubjectAlternativeNameExtension,
  } = await import('@peculiar/x509');
  return sign({
    subject: subjectOf(names),
    publicKey,
    life,
    issuer,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([PURPOSE_JWT], false),
      new SubjectAlternativeNameExtension(alternativeNamesOf(names)),
    ],
  });
}

async function authorityUsage(): Promise<Extension> {
  const { KeyUsageFlags, KeyUsagesExtension } = await import('@peculiar/x509');
  return new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true);
}

async function sign({ subject, publicKey, life, issuer, privateKey, extensions }: CertificatePlan) {
  const x509 = await import('@peculiar/x509');
  const issuerCertificate =
    issuer === undefined ? undefined : new x509.X509Certificate(issuer.certificatePem);
  const signingKey = issuer?.privateKey ?? privateKey;
  if (signingKey === undefined) throw new TypeError('a certificate needs a key that signs it');
  const own = new x509.PublicKey(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' })));
  const identifiers = [
    await x509.SubjectKeyIdentifierExtension.create(own),
    ...(issuerCertificate === undefined
      ? []
      : [await x509.AuthorityKeyIdentifierExtension.create(issuerCertificate.publicKey)]),
  ];
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject,
    issuer: issuerCertificate?.subjectName ?? subject,
    notBefore: new Date(life.notBeforeSeconds * 1000),
    notAfter: new Date(life.notAfterSeconds * 1000),
    publicKey: own,
    signingKey: await toCryptoKey(signingKey),
    signingAlgorithm: authoritySignature,
    extensions: [...extensions, ...identifiers],
  });
  return `${certificate.toString('pem')}\n`;
}

/** RFC 5280 section 4.1.2.2: positive, not zero, at most 20 octets; here 127 random bits. */
function newSerialNumber(): string {
  const octets = randomBytes(16);
  octets[0] = ((octets[0] ?? 0) & 0x7f) | 0x40;
  return octets.toString('hex');
}
