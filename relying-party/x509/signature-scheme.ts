import type { DigestName } from '../signature/algorithms.js';
import {
  type AlgorithmIdentifier,
  hasNoParameters,
  readAlgorithmIdentifier,
} from './algorithm-identifier.js';
import { contextConstructed, DerReader, type DerValue, readExplicit } from './der.js';
import { readCount } from './der-values.js';

/** How a certificate or CRL is signed. SHA-2 and nothing else. */
export type SignatureScheme =
  | { readonly kty: 'RSA'; readonly digest: DigestName; readonly padding: 'pkcs1' }
  | { readonly kty: 'RSA'; readonly digest: DigestName; readonly padding: 'pss'; readonly saltBytes: number }
  | { readonly kty: 'EC'; readonly digest: DigestName }
  | { readonly kty: 'OKP' };

const digestOids: Readonly<Record<string, DigestName>> = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

const rsaPss = '1.2.840.113549.1.1.10';
const maskGeneration1 = '1.2.840.113549.1.1.8';
const sha1SaltBytes = 20;

/** RFC 4055 section 5, RFC 5758 section 3.2, RFC 8410 section 3. */
const schemes: Readonly<Record<string, SignatureScheme>> = {
  '1.2.840.113549.1.1.11': { kty: 'RSA', digest: 'SHA-256', padding: 'pkcs1' },
  '1.2.840.113549.1.1.12': { kty: 'RSA', digest: 'SHA-384', padding: 'pkcs1' },
  '1.2.840.113549.1.1.13': { kty: 'RSA', digest: 'SHA-512', padding: 'pkcs1' },
  '1.2.840.10045.4.3.2': { kty: 'EC', digest: 'SHA-256' },
  '1.2.840.10045.4.3.3': { kty: 'EC', digest: 'SHA-384' },
  '1.2.840.10045.4.3.4': { kty: 'EC', digest: 'SHA-512' },
  '1.3.101.112': { kty: 'OKP' },
};

/** The scheme that an algorithm identifier names; undefined for one that is not supported. */
export function readSignatureScheme(algorithm: AlgorithmIdentifier): SignatureScheme | undefined {
  if (algorithm.oid === rsaPss) return readPss(algorithm.parameters);
  const scheme = Object.hasOwn(schemes, algorithm.oid) ? schemes[algorithm.oid] : undefined;
  // Only the RSA schemes may say NULL where they have no parameters.
  const fits = scheme?.kty === 'RSA' ? hasNoParameters(algorithm) : algorithm.parameters === undefined;
  return fits ? scheme : undefined;
}

/** RFC 4055 section 3.1. Whatever is left out is SHA-1, which is not supported. */
export function readPss(parameters: DerValue | undefined): SignatureScheme | undefined {
  if (parameters === undefined) return undefined;
  const reader = new DerReader(parameters);
  const digest = readDigest(reader.optional(contextConstructed(0)));
  const maskDigest = readMaskDigest(reader.optional(contextConstructed(1)));
  const salt = reader.optional(contextConstructed(2));
  const saltBytes = salt === undefined ? sha1SaltBytes : readCount(readExplicit(salt));
  // The trailer field is always 1, the default, which DER leaves out.
  reader.finish();
  return digest === undefined || digest !== maskDigest
    ? undefined
    : { kty: 'RSA', digest, padding: 'pss', saltBytes };
}

function readDigest(value: DerValue | undefined): DigestName | undefined {
  if (value === undefined) return undefined;
  return digestOf(readAlgorithmIdentifier(readExplicit(value)));
}

function readMaskDigest(value: DerValue | undefined): DigestName | undefined {
  if (value === undefined) return undefined;
  const mask = readAlgorithmIdentifier(readExplicit(value));
  if (mask.oid !== maskGeneration1 || mask.parameters === undefined) return undefined;
  return digestOf(readAlgorithmIdentifier(mask.parameters));
}

function digestOf(algorithm: AlgorithmIdentifier): DigestName | undefined {
  return hasNoParameters(algorithm) && Object.hasOwn(digestOids, algorithm.oid)
    ? digestOids[algorithm.oid]
    : undefined;
}
