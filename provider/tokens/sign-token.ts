import { epochMember } from '@keyturn/shared/epoch';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import { signCompact } from './sign-compact.js';

/** What the ring decides about a token: its issuer and its times, whole seconds. */
export interface TokenTimes {
  readonly issuer: string;
  readonly issuedAtSeconds: number;
  readonly expiresAtSeconds: number;
}

export const signingPaths = ['discovery', 'x5c'] as const;
export type SigningPath = (typeof signingPaths)[number];

export type ClaimsAt = (times: TokenTimes) => Readonly<Record<string, unknown>>;

export interface TokenRequest {
  /** The media type without `application/`, e.g. `at+jwt` (RFC 9068 section 2.1). */
  readonly typ: string;
  readonly claims: ClaimsAt;
  /** Default: the issuer's first series. */
  readonly series?: string | undefined;
  /**
   * How a relying party comes to the key. `discovery` (default): by kid in the key set. `x5c`: by the certificate in the
   * header, where `certificates` are configured.
   */
  readonly trustPath?: SigningPath | undefined;
  /** The resource that the token is for, where `certificates.audiences` shall decide on the path. */
  readonly audience?: string | undefined;
  /** Whole seconds; cut to T, the most that the series allows, which is also the default. */
  readonly lifetimeSeconds?: number | undefined;
}

export interface SignedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** Rejects with RingError `signing_unavailable` rather than sign with a key that may not (I5). */
export type SignToken = (request: TokenRequest) => Promise<SignedToken>;

/**
 * The one call that makes a token: kid, alg, epoch and signature come from one immutable snapshot (I6). The epoch rides
 * in the header, so that who verified the token knows when to refresh its keys.
 */
export function createSignToken(ring: Pick<IssuerRing, 'issuer' | 'signing'>): SignToken {
  // Token after token has the same.
  let header = { alg: '', typ: '', kid: '', [epochMember]: 0 };
  return async ({ typ, claims, series, lifetimeSeconds }) => {
    const { kid, alg, epoch, signer, maxTokenLifetimeSeconds, nowSeconds } = await ring.signing(series);
    const expiresInSeconds = Math.min(lifetimeSeconds ?? maxTokenLifetimeSeconds, maxTokenLifetimeSeconds);
    const issuedAtSeconds = Math.floor(nowSeconds);
    const expiresAtSeconds = issuedAtSeconds + expiresInSeconds;
    const payload = claims({ issuer: ring.issuer, issuedAtSeconds, expiresAtSeconds });
    const isSame = header.kid === kid && header[epochMember] === epoch && header.typ === typ;
    if (!isSame || header.alg !== alg) header = { alg, typ, kid, [epochMember]: epoch };
    return { token: await signCompact(signer, header, payload), expiresInSeconds };
  };
}
