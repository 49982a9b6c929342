import { VerificationRejection } from '../rejection.js';
import type { SignatureAlgorithm } from '../signature/algorithms.js';
import { isSignatureForm } from '../signature/signature-form.js';
import type { DecodeBase64url } from './base64url.js';

/** @throws VerificationRejection encoding_not_canonical, signature_malformed. */
export function readSignature(segment: string, alg: SignatureAlgorithm, decode: DecodeBase64url): Uint8Array {
  const signature = decode(segment);
  if (signature === undefined)
    throw new VerificationRejection('encoding_not_canonical', 'The signature is not canonical base64url.');
  if (!isSignatureForm(alg, signature))
    throw new VerificationRejection('signature_malformed', `The signature is not one of ${alg}.`);
  return signature;
}
