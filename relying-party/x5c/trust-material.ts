import type { Crl } from '../x509/crl.js';
import type { Denylist } from '../x509/denylist.js';
import type { TrustAnchors } from '../x509/trust-anchors.js';

/** What chains are judged by, at one time. Another object is another version. */
export interface TrustMaterial {
  readonly anchors: TrustAnchors;
  /** Undefined: revocation is not checked by lists. */
  readonly crls: readonly Crl[] | undefined;
  readonly denylist: Denylist;
}
