import { createPublicKey } from 'node:crypto';
import type { FreshKey, KeyCustody } from '../custody/key-custody.js';
import { describeError } from '../log.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { CertificateNames } from './certificate-upstream.js';
import { assertCertifies, readChain } from './certified-chain.js';
import type { IssueChain } from './requested-keys.js';

/**
 * Certified ring keys: each new key of the ring gets a certificate, which is published with it in the key set (RFC 7517
 * sections 4.7 and 4.9) and only if it is that very key's: some verifiers drop a whole set for one that is not. A CA that
 * fails does not stop a rotation; that key is published plain.
 */
export function certifyRingKeys(
  custody: KeyCustody,
  names: CertificateNames,
  issue: IssueChain,
  log: LogEvent,
): KeyCustody {
  const certify = async (fresh: FreshKey): Promise<FreshKey> => {
    const { alg, publicJwk } = fresh.key;
    try {
      const publicKey = createPublicKey({ key: { ...publicJwk }, format: 'jwk' });
      const chain = readChain(await issue({ alg, publicKey, signer: fresh.signer }, names));
      assertCertifies(chain, publicKey);
      const certified = { ...publicJwk, x5c: chain.x5c, 'x5t#S256': chain.thumbprint };
      return { ...fresh, key: { ...fresh.key, publicJwk: certified } };
    } catch (error) {
      log('error', 'certificate.ring_key_uncertified', { kid: fresh.key.kid, error: describeError(error) });
      return fresh;
    }
  };
  const { importKey } = custody;
  return {
    generate: async (alg) => certify(await custody.generate(alg)),
    open: (key, issuer, series) => custody.open(key, issuer, series),
    ...(importKey === undefined
      ? {}
      : { importKey: async (...given) => certify(await importKey.apply(custody, given)) }),
    ...(custody.rewrap === undefined ? {} : { rewrap: custody.rewrap.bind(custody) }),
  };
}
