import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SeriesAlgorithm } from '../ring/key-ring.js';
import { CertificateError } from './certificate-error.js';
import type { CertificateUpstream } from './certificate-upstream.js';
import { certify, requestingKey } from './requested-keys.js';
import { watchPem } from './watched-pem.js';

export interface SpiffeFiles {
  /** The X.509-SVID with its intermediates, PEM. */
  readonly svidFile: string;
  /** Its private key, PKCS#8 PEM. */
  readonly keyFile: string;
}

const algorithms: Readonly<Record<string, SeriesAlgorithm>> = {
  'ec prime256v1': 'ES256',
  'ec secp384r1': 'ES384',
  rsa: 'RS256',
  ed25519: 'EdDSA',
};

/**
 * X.509-SVIDs (SPIFFE) as an agent's helper writes and turns them: the key is the agent's, and so is the renewal. The two
 * files are written one after the other, so a pair that does not fit is looked at again with the next tick.
 */
export function createSpiffeUpstream({ svidFile, keyFile }: SpiffeFiles): CertificateUpstream {
  const svid = watchPem(svidFile);
  return {
    async obtain() {
      const chainPem = await svid.changed();
      if (chainPem === null) return null;
      const privateKey = createPrivateKey(await readFile(keyFile, 'utf8'));
      const key = certify(requestingKey(algorithmOf(privateKey), privateKey), chainPem);
      svid.accept();
      return key;
    },
  };
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SeriesAlgorithm {
  const curve = asymmetricKeyDetails?.namedCurve;
  const alg = algorithms[curve === undefined ? String(asymmetricKeyType) : `${asymmetricKeyType} ${curve}`];
  if (alg === undefined)
    throw new CertificateError('chain_invalid', 'no token can be signed with a key of this type');
  return alg;
}
