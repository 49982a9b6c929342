import type { KeyObject } from 'node:crypto';
import type { SeriesAlgorithm } from '../ring/key-ring.js';
import { KeyImportError } from './key-import-error.js';

/** The least that is safe (RFC 7518 section 3.3), and the most that keyturn's own verifier takes. */
const rsaModulusBits = { least: 2048, most: 8192 } as const;
/** Keyturn's own verifier, as many others, takes no more than 32 bits. */
const rsaExponent = { least: 3n, most: 0xffff_ffffn } as const;

/** RFC 7518 section 3.1, RFC 8037 section 2: type, and curve where there is one. Curves by their names in OpenSSL. */
const needed: Readonly<Record<SeriesAlgorithm, { readonly type: string; readonly curve?: string }>> = {
  RS256: { type: 'rsa' },
  PS256: { type: 'rsa' },
  ES256: { type: 'ec', curve: 'prime256v1' },
  ES384: { type: 'ec', curve: 'secp384r1' },
  EdDSA: { type: 'ed25519' },
  Ed25519: { type: 'ed25519' },
};

/** The series can sign with it. Throws KeyImportError `key_algorithm_wrong` or `key_weak`. */
export function assertUsable(privateKey: KeyObject, alg: SeriesAlgorithm): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = privateKey;
  const { type: wanted, curve } = needed[alg];
  if (type !== wanted || details.namedCurve !== curve)
    throw new KeyImportError(
      'key_algorithm_wrong',
      `${alg} needs ${curve ?? wanted}, not ${details.namedCurve ?? type}`,
    );
  if (wanted !== 'rsa') return;
  const { modulusLength = 0, publicExponent = 0n } = details;
  if (modulusLength > rsaModulusBits.most)
    throw new KeyImportError(
      'key_algorithm_wrong',
      `an RSA key of ${modulusLength} bits, more than ${rsaModulusBits.most}`,
    );
  if (publicExponent > rsaExponent.most)
    throw new KeyImportError('key_algorithm_wrong', 'an RSA exponent over 32 bits, which verifiers refuse');
  const weak = modulusLength < rsaModulusBits.least || publicExponent < rsaExponent.least;
  if (weak || publicExponent % 2n === 0n)
    throw new KeyImportError('key_weak', `it has ${modulusLength} bits`);
}
