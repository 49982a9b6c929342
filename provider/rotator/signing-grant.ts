import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { Signer } from '../custody/key-custody.js';
import type { SeriesAlgorithm } from '../ring/key-ring.js';

/** What one token is signed with: kid, algorithm, epoch and signer of one immutable snapshot (I6). */
export interface SigningGrant {
  readonly kid: string;
  readonly alg: SeriesAlgorithm;
  /** As it is published, its certificate among its members where it has one. */
  readonly publicJwk: PublicJwk;
  readonly epoch: number;
  readonly signer: Signer;
  /** T: no token signed with this lives longer. */
  readonly maxTokenLifetimeSeconds: number;
  readonly nowSeconds: number;
}
