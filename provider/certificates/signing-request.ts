import type { KeyObject, webcrypto } from 'node:crypto';
import type { Signer } from '../custody/key-custody.js';
import type { SeriesAlgorithm } from '../ring/key-ring.js';
import { CertificateError } from './certificate-error.js';
import { signatureOf } from './certificate-signature.js';
import type { CertificateNames } from './certificate-upstream.js';

/** A key of whatever kind that is to be certified: only its public half and its signatures are needed. */
export interface RequestingKey {
  readonly alg: SeriesAlgorithm;
  readonly publicKey: KeyObject;
  readonly signer: Signer;
}

/**
 * A certification request (PKCS#10, RFC 2986), PEM. Signed through the signer seam, so that a key that never leaves its
 * device can ask too. Throws CertificateError `name_invalid`.
 */
export async function createSigningRequest(
  { alg, publicKey, signer }: RequestingKey,
  names: CertificateNames,
): Promise<string> {
  const { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } = await import(
    '@peculiar/x509'
  );
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const algorithm = signatureOf(alg);
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      name: subjectOf(names),
      keys: { publicKey: { algorithm }, privateKey: { algorithm } } as unknown as webcrypto.CryptoKeyPair,
      signingAlgorithm: algorithm,
      extensions: [new SubjectAlternativeNameExtension(alternativeNamesOf(names))],
    },
    // What the library asks of WebCrypto here is two things, and a JWS signature has the form that it expects.
    {
      subtle: {
        exportKey: async () => spki,
        sign: async (_algorithm: unknown, _key: unknown, data: ArrayBuffer) =>
          new Uint8Array(await signer.sign(new Uint8Array(data))).slice().buffer,
      },
    } as unknown as webcrypto.Crypto,
  );
  return `${request.toString('pem')}\n`;
}

/** A distinguished name of one common name. Throws CertificateError `name_invalid`. */
export function subjectOf({ commonName, uris = [], dnsNames = [] }: CertificateNames): { CN: string[] }[] {
  const text = commonName ?? [...dnsNames, ...uris][0];
  if (text === undefined) throw invalidName('it has no name');
  // RFC 5280 appendix A.1: ub-common-name. Longer issuers stand among the alternative names alone.
  return [{ CN: [text.slice(0, 64)] }];
}

/** Throws CertificateError `name_invalid`. */
export function alternativeNamesOf({ uris = [], dnsNames = [] }: CertificateNames) {
  const names = [
    ...uris.map((value) => ({ type: 'url' as const, value })),
    ...dnsNames.map((value) => ({ type: 'dns' as const, value })),
  ];
  if (names.length === 0) throw invalidName('it needs a URI or a DNS name');
  // IA5String: anything else would be changed on its way into the certificate.
  if (names.some(({ value }) => !/^[\x21-\x7e]{1,2048}$/.test(value)))
    throw invalidName('a URI or DNS name is ASCII without spaces');
  return names;
}

const invalidName = (why: string) =>
  new CertificateError('name_invalid', `no certificate can be asked for: ${why}`);
