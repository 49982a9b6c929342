import { authoritySignature, toCryptoKey } from './authority-key.js';
import type { IssuingAuthority } from './issue-certificate.js';

/** A certificate that its authority takes back. */
export interface RevokedCertificate {
  /** Hex. */
  readonly serial: string;
  readonly revokedAtSeconds: number;
}

export interface RevocationListPlan {
  readonly revoked: readonly RevokedCertificate[];
  /** Grows with every list of one authority (RFC 5280 section 5.2.3). */
  readonly number: number;
  readonly thisUpdateSeconds: number;
  readonly nextUpdateSeconds: number;
}

/** A complete, direct CRL of an authority, DER (RFC 5280 section 5). */
export async function issueRevocationList(
  { certificatePem, privateKey }: IssuingAuthority,
  { revoked, number, thisUpdateSeconds, nextUpdateSeconds }: RevocationListPlan,
): Promise<Uint8Array> {
  const x509 = await import('@peculiar/x509');
  const issuer = new x509.X509Certificate(certificatePem);
  const list = await x509.X509CrlGenerator.create({
    issuer: issuer.subjectName,
    thisUpdate: new Date(thisUpdateSeconds * 1000),
    nextUpdate: new Date(nextUpdateSeconds * 1000),
    signingKey: await toCryptoKey(privateKey),
    signingAlgorithm: authoritySignature,
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new x509.Extension('2.5.29.20', false, encodeInteger(number)),
    ],
    entries: revoked.map(({ serial, revokedAtSeconds }) => ({
      serialNumber: serial,
      revocationDate: new Date(revokedAtSeconds * 1000),
      // Named always: without any extension the library writes an empty list of them, which is not DER.
      reason: x509.X509CrlReason.keyCompromise,
    })),
  });
  return new Uint8Array(list.rawData);
}

/** INTEGER in DER: the fewest octets, and a zero in front where the first bit is set. */
function encodeInteger(value: number): Uint8Array<ArrayBuffer> {
  const hex = value.toString(16);
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const content = (octets[0] ?? 0) >= 0x80 ? [0, ...octets] : [...octets];
  return Uint8Array.from([0x02, content.length, ...content]);
}
