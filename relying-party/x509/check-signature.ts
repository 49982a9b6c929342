import {
  constants,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  type VerifyKeyObjectInput,
  verify,
} from 'node:crypto';
import type { Budget } from './budget.js';
import type { CertifiedKey } from './certified-key.js';
import { type Finding, find } from './finding.js';
import { publicJwkOf } from './public-jwk-of.js';
import type { SignatureScheme } from './signature-scheme.js';

/** What an authority signed: a certificate or a CRL. */
export interface SignedObject {
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  readonly signatureScheme: SignatureScheme | undefined;
}

const digestNames = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' } as const;

/**
 * Checks a signature with the key of whoever is said to have made it.
 * @throws VerificationRejection x5c_budget.
 */
export function checkSignature(object: SignedObject, key: CertifiedKey, budget: Budget): Finding | undefined {
  const { signed, signature, signatureScheme: scheme } = object;
  if (scheme === undefined)
    return find('x5c_algorithm', 'A signature algorithm of the chain is not supported.');
  if (!fits(scheme, key)) return find('x5c_signature', 'A signature is not of the kind of its issuer’s key.');
  budget.spendSignature(key);
  const handle = importKey(key);
  if (handle === undefined) return find('x5c_key', 'The platform cannot use a key of the chain.');
  const isValid = verify(
    scheme.kty === 'OKP' ? null : digestNames[scheme.digest],
    signed,
    prepare(handle, scheme),
    signature,
  );
  return isValid ? undefined : find('x5c_signature', 'A signature of the chain does not verify.');
}

/** A key that was certified for PSS verifies nothing else (RFC 4055 section 1.2). */
function fits(scheme: SignatureScheme, key: CertifiedKey): boolean {
  if (scheme.kty !== 'RSA' || key.kty !== 'RSA') return scheme.kty === key.kty;
  if (key.use === 'any') return true;
  return scheme.padding === 'pss' && (key.digest === undefined || key.digest === scheme.digest);
}

function prepare(key: KeyObject, scheme: SignatureScheme): KeyObject | VerifyKeyObjectInput {
  if (scheme.kty !== 'RSA' || scheme.padding !== 'pss') return key;
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltBytes };
}

const imported = new WeakMap<CertifiedKey, KeyObject>();

/** Undefined when the platform cannot use the key. By its numbers, which takes a fraction of the time of its DER. */
function importKey(key: CertifiedKey): KeyObject | undefined {
  const known = imported.get(key);
  if (known !== undefined) return known;
  try {
    const made = createPublicKey({ key: publicJwkOf(key) as JsonWebKey, format: 'jwk' });
    imported.set(key, made);
    return made;
  } catch {
    return undefined;
  }
}
