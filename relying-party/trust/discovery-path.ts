import type { KeySource } from '../keys/key-source.js';
import type { TrustPath } from './trust-path.js';

/** The discovery path: keys by `kid` and `alg` from the issuer's key set. Every other member of the header is ignored. */
export function createDiscoveryPath(keys: KeySource): TrustPath {
  return {
    name: 'discovery',
    find: (header) => keys.find(header.kid, header.alg),
    findAfterFailure: (header, _claims, nowSeconds) =>
      keys.findAfterFailure(header.kid, header.alg, nowSeconds),
    learn({ epoch }) {
      if (epoch !== undefined) keys.hintEpoch(epoch);
    },
    describe: () => keys.describe(),
  };
}
