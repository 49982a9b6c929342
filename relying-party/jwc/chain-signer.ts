import { type Clock, systemClock } from '@keyturn/shared/clock';
import { base64url } from 'jose';
import type { JsonObject } from '../token/strict-json.js';
import { bindings } from './bindings.js';
import { holderLimits } from './chain-limits.js';
import { ChainSignerError } from './chain-signer-error.js';
import type { HeldInner } from './held-inner.js';
import { InnerRenewal, type RenewalStatus } from './inner-renewal.js';
import type { BindingName } from './options.js';
import { createSignCompact, type HolderKey } from './sign-compact.js';

export interface ChainSignerOptions {
  /** The holder's private key, whose public half is the inner's `tjwk`. */
  readonly key: HolderKey;
  /** Asks the issuer for an inner: for the first one, and ahead of each one's end. Or one inner, for as long as it lives. */
  readonly inner: string | (() => Promise<string>);
  /** What ties the outer to its inner at the services. Default `sub-equals-sub`. */
  readonly binding?: BindingName;
  /** How long an outer lives, seconds; never longer than its inner. Default 60. */
  readonly outerLifetimeSeconds?: number;
  /** A longer token is not sent: servers would cut it off. Default 8192. */
  readonly maxTokenBytes?: number;
  /** Told when a new inner cannot be had; the old one is used while it lives. Default: nobody. */
  readonly onRenewalFailed?: (failure: unknown) => void;
  /** Where time comes from. Default: the system's clock. */
  readonly clock?: Clock;
  /** Uniform in [0, 1), for jitter. Default: Math.random. */
  readonly draw?: () => number;
}

/** Signs requests with the holder's own key. */
export interface ChainSigner {
  /**
   * One outer JWT for one request. `iat`, `exp`, `jti` and the claim that ties it to the inner are made here.
   * @param claims what the request says, such as its method and path. `aud` is the inner's unless that has several: a
   * token for all of them could be sent on by one of them.
   * @throws ChainSignerError
   */
  sign(claims?: JsonObject): Promise<string>;
  /** Asks for a new inner now: after a service refused the old one. Rejects when none comes. */
  renew(): Promise<void>;
  /** How the inner stands, for health. */
  status(): RenewalStatus;
  /** Ends the renewal. The inner at hand can be used while it lives. */
  close(): void;
}

const made = ['iat', 'nbf', 'exp', 'jti'] as const;

/**
 * The holder's side of the jwc path: in Node, in browsers and before enclaves; it needs WebCrypto and nothing else. The
 * inner is renewed ahead of its end, so that no request waits at the switch.
 */
export function createChainSigner(options: ChainSignerOptions): ChainSigner {
  const { key, inner, binding = 'sub-equals-sub', clock = systemClock } = options;
  const { outerLifetimeSeconds, maxTokenBytes } = { ...holderLimits, ...options };
  const sign = createSignCompact(key);
  const renewal = new InnerRenewal({
    obtain: typeof inner === 'string' ? async () => inner : inner,
    sign,
    clock,
    onRenewalFailed: options.onRenewalFailed ?? (() => {}),
    draw: options.draw ?? Math.random,
  });
  return {
    async sign(claims = {}) {
      refuseMade(claims);
      const held = await renewal.current();
      const token = await sign(headerOf(held), {
        aud: claims.aud ?? onlyAudienceOf(held),
        ...bindings[binding].claimsOf(held.claims, held.kid),
        ...claims,
        ...makeClaims(held, clock.nowSeconds(), outerLifetimeSeconds),
      });
      if (token.length <= maxTokenBytes) return token;
      throw new ChainSignerError(
        'token_too_large',
        `The token has ${token.length} bytes, over ${maxTokenBytes}.`,
      );
    },
    renew: async () => renewal.renew(),
    status: () => renewal.describe(),
    close: () => renewal.close(),
  };
}

function refuseMade(claims: JsonObject): void {
  const name = made.find((claim) => claims[claim] !== undefined);
  if (name !== undefined)
    throw new ChainSignerError('claim_reserved', `The claim "${name}" is made by the signer.`);
}

/** No nonce: the same header for every request under one inner, which services then read once. */
function headerOf({ alg, kid, text }: HeldInner) {
  return { alg, ...(kid === undefined ? {} : { kid }), jwc: text };
}

function onlyAudienceOf({ claims: { aud } }: HeldInner): unknown {
  const audiences: readonly unknown[] = [aud].flat();
  if (audiences.length === 1) return audiences[0];
  throw new ChainSignerError(
    'audience_missing',
    'The inner JWT has no one audience: name one in the claims.',
  );
}

/** J1: not older than the inner, whatever this machine's clock says, and not longer-lived. */
function makeClaims({ iatSeconds, expSeconds }: HeldInner, nowSeconds: number, lifetimeSeconds: number) {
  const iat = Math.max(Math.floor(nowSeconds), iatSeconds ?? 0);
  const exp = Math.min(iat + lifetimeSeconds, expSeconds);
  const jti = base64url.encode(crypto.getRandomValues(new Uint8Array(holderLimits.identifierBytes)));
  return { iat, exp, jti };
}
