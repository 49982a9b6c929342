import type { KeyObject } from 'node:crypto';
import { rename } from 'node:fs/promises';
import type { SeriesAlgorithm } from '../ring/key-ring.js';
import { CertificateError } from './certificate-error.js';
import type { CertificateNames, CertificateUpstream, CertifiedKey } from './certificate-upstream.js';
import { fileExists, makeKeyFile, readKeyFile, writeWhole } from './key-file.js';
import { certify, requestingKey } from './requested-keys.js';
import { createSigningRequest } from './signing-request.js';
import { watchPem } from './watched-pem.js';

export interface RequestFiles {
  /** The key in use, made here, mode 0600. The next one waits beside it as `.next`. */
  readonly keyFile: string;
  /** Written here for the CA to read: a PKCS#10 request, PEM. */
  readonly requestFile: string;
  /** Written by the CA: the chain, PEM, leaf first. Read again when it changes. */
  readonly chainFile: string;
}

/**
 * Any enterprise CA: a request goes out by file, a chain comes back by file, minutes or days later. The key outlives a
 * restart, since its certificate may be on its way.
 */
export function createFileUpstream(
  alg: SeriesAlgorithm,
  names: CertificateNames,
  { keyFile, requestFile, chainFile }: RequestFiles,
): CertificateUpstream {
  const chain = watchPem(chainFile);
  const nextKeyFile = `${keyFile}.next`;

  async function readAnswer(): Promise<CertifiedKey | null> {
    const chainPem = await chain.changed();
    if (chainPem === null) return null;
    for (const file of [nextKeyFile, keyFile]) {
      const privateKey = await readKeyFile(file);
      if (privateKey === undefined) continue;
      const key = tryCertify(privateKey, chainPem);
      if (key === undefined) continue;
      if (file === nextKeyFile) await rename(nextKeyFile, keyFile);
      chain.accept();
      return key;
    }
    throw new CertificateError('chain_key_mismatch', 'the chain that came back is of a key that is not here');
  }

  function tryCertify(privateKey: KeyObject, chainPem: string): CertifiedKey | undefined {
    try {
      return certify(requestingKey(alg, privateKey), chainPem);
    } catch (error) {
      if (error instanceof CertificateError && error.code === 'chain_key_mismatch') return undefined;
      throw error;
    }
  }

  /** One request at a time: while it is out, the same key waits for its answer. */
  async function request(): Promise<void> {
    if ((await readKeyFile(nextKeyFile)) !== undefined && (await fileExists(requestFile))) return;
    const privateKey = (await readKeyFile(nextKeyFile)) ?? (await makeKeyFile(nextKeyFile, alg));
    const text = await createSigningRequest(requestingKey(alg, privateKey), names);
    await writeWhole(requestFile, text, 0o644);
  }

  return {
    async obtain(isDue) {
      try {
        const answer = await readAnswer();
        if (answer === null && isDue) await request();
        return answer;
      } catch (error) {
        // A chain from before the key was lost must not keep the next request from going out.
        if (isDue && error instanceof CertificateError) await request();
        throw error;
      }
    },
  };
}
