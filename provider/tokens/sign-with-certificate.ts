import type { ReplicaKey } from '../certificates/replica-key.js';
import { refuseIdToken } from './refuse-id-token.js';
import { signCompact } from './sign-compact.js';
import type { SignToken } from './sign-token.js';

export interface CertifiedSigning {
  /** What the tokens say in `iss`. */
  readonly issuer: string;
  readonly replica: Pick<ReplicaKey, 'signing'>;
}

/**
 * Signs with a replica's own key and sends its certificate along: no kid, no epoch, no ring. Key, chain and expiry are of
 * one choice (I6, X1, X2). Rejects with RingError `signing_unavailable` where no certificate covers the token.
 */
export function createReplicaSignToken({ issuer, replica }: CertifiedSigning): SignToken {
  return async ({ typ, claims, lifetimeSeconds }) => {
    const { held, issuedAtSeconds, expiresAtSeconds } = await replica.signing(lifetimeSeconds);
    const payload = claims({ issuer, issuedAtSeconds, expiresAtSeconds });
    refuseIdToken(typ, payload);
    const header = { alg: held.alg, typ, ...chainMembers(held) };
    const token = await signCompact(held.signer, header, payload);
    return { token, expiresInSeconds: expiresAtSeconds - issuedAtSeconds };
  };
}

/** RFC 7515 sections 4.1.6 and 4.1.8. */
export function chainMembers({ x5c, thumbprint }: { x5c: readonly string[]; thumbprint: string }) {
  return { x5c, 'x5t#S256': thumbprint };
}
