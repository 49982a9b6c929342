import { createPublicKey, type KeyObject } from 'node:crypto';
import { generateKey } from '../custody/generate-key.js';
import { createInProcessSigner } from '../custody/in-process-signer.js';
import type { SeriesAlgorithm } from '../ring/key-ring.js';
import type { CertificateNames, CertificateUpstream, CertifiedKey } from './certificate-upstream.js';
import { assertCertifies, readChain } from './certified-chain.js';
import type { RequestingKey } from './signing-request.js';

/** How an upstream certifies one key at once; PEM, the leaf first. Rejects with CertificateError. */
export type IssueChain = (key: RequestingKey, names: CertificateNames) => Promise<string>;

const RSA_BITS = 2048;

/** A new key each time one is due, certified by whatever issues at once: the built-in CA, ACME. */
export function createRequestingUpstream(
  alg: SeriesAlgorithm,
  names: CertificateNames,
  issue: IssueChain,
): CertificateUpstream {
  return {
    async obtain(isDue) {
      if (!isDue) return null;
      const { privateKey } = await generateKey(alg, RSA_BITS);
      const key = requestingKey(alg, privateKey);
      return certify(key, await issue(key, names));
    },
  };
}

export function requestingKey(alg: SeriesAlgorithm, privateKey: KeyObject): RequestingKey {
  return {
    alg,
    publicKey: createPublicKey(privateKey),
    signer: createInProcessSigner(alg, privateKey),
  };
}

/** Throws CertificateError `chain_invalid` or `chain_key_mismatch`: nothing is signed under another key's name. */
export function certify({ alg, publicKey, signer }: RequestingKey, chainPem: string): CertifiedKey {
  const chain = readChain(chainPem);
  assertCertifies(chain, publicKey);
  return { ...chain, alg, signer };
}
