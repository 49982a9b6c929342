import type { VerificationKey } from '../signature/seam.js';
import type { VerifiedToken } from '../trust/verified-token.js';

/** A validated inner as the key that it vouches for: the outer is verified with it, and it says for whom. */
export interface TrustedInner extends VerificationKey {
  readonly inner: VerifiedToken;
}
