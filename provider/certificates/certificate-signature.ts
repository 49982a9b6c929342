import type { SeriesAlgorithm } from '../ring/key-ring.js';

/** An algorithm as WebCrypto names it, for what signs certificates and requests. */
export interface CertificateSignature {
  readonly name: string;
  readonly hash?: string;
  readonly namedCurve?: string;
  readonly saltLength?: number;
}

const signatures: Readonly<Record<SeriesAlgorithm, CertificateSignature>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 },
  ES256: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
  ES384: { name: 'ECDSA', hash: 'SHA-384', namedCurve: 'P-384' },
  EdDSA: { name: 'Ed25519' },
  Ed25519: { name: 'Ed25519' },
};

export const signatureOf = (alg: SeriesAlgorithm): CertificateSignature => signatures[alg];
