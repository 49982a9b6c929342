import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import { CertificateError } from './certificate-error.js';
import type { CertificateLife } from './certificate-life.js';

/** A certificate of a signer with its intermediates, ready for a header. */
export interface CertifiedChain {
  /** RFC 7515 section 4.1.6: base64 of DER, the leaf first, each certified by the next, the root left out. */
  readonly x5c: readonly string[];
  /** RFC 7515 section 4.1.8: SHA-256 of the leaf, base64url. */
  readonly thumbprint: string;
  /** In the order of `x5c`. */
  readonly lives: readonly CertificateLife[];
  readonly publicKey: KeyObject;
  /** The leaf's serial number, hex. */
  readonly serial: string;
}

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
/** RFC 5280 allows more; no verifier of tokens should follow more. */
const MAX_CERTIFICATES = 6;

/**
 * Reads a chain, PEM, leaf first, as an upstream gives it, and holds it to what a token may carry. A root at its end is
 * left out: a root that travels with the token proves nothing. Throws CertificateError `chain_invalid`.
 */
export function readChain(pem: string): CertifiedChain {
  const all = (pem.match(PEM) ?? []).map(readCertificate);
  const certificates = all.filter((each, at) => at === 0 || !isSelfIssued(each));
  const [leaf] = certificates;
  if (leaf === undefined) throw invalid('there is no certificate in it');
  if (certificates.length > MAX_CERTIFICATES)
    throw invalid(`it has more than ${MAX_CERTIFICATES} certificates`);
  if (leaf.ca) throw invalid('the first certificate is that of an authority');
  for (const [at, certificate] of certificates.entries()) {
    const issuer = certificates[at + 1];
    if (issuer !== undefined && !isIssuedBy(certificate, issuer))
      throw invalid(`certificate ${at + 1} is not issued by the next one`);
  }
  return {
    x5c: certificates.map(({ raw }) => raw.toString('base64')),
    thumbprint: createHash('sha256').update(leaf.raw).digest('base64url'),
    lives: certificates.map(({ validFrom, validTo }) => ({
      notBeforeSeconds: Date.parse(validFrom) / 1000,
      notAfterSeconds: Date.parse(validTo) / 1000,
    })),
    publicKey: leaf.publicKey,
    serial: leaf.serialNumber.toLowerCase(),
  };
}

/** The chain that a published key carries (RFC 7517 section 4.7); undefined where it carries none. Throws as `readChain`. */
export function readJwkChain({ x5c }: PublicJwk): CertifiedChain | undefined {
  if (x5c === undefined) return undefined;
  const pem = x5c.map((each) => `-----BEGIN CERTIFICATE-----\n${each}\n-----END CERTIFICATE-----\n`);
  return readChain(pem.join(''));
}

/** The certificate must be of the very key that signs. Throws CertificateError `chain_key_mismatch`. */
export function assertCertifies(chain: CertifiedChain, publicKey: KeyObject): void {
  if (chain.publicKey.equals(publicKey)) return;
  throw new CertificateError('chain_key_mismatch', 'the first certificate is of another key');
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new CertificateError('chain_invalid', 'a certificate in the chain cannot be read', { cause });
  }
}

function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function invalid(why: string): CertificateError {
  return new CertificateError('chain_invalid', `the chain of certificates cannot be used: ${why}`);
}
