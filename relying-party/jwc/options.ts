import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { DenylistOptions } from '../denylist/options.js';
import type { JsonObject } from '../token/strict-json.js';

/** The options of one issuer's jwc path. In JSON everything but a function and a live denylist can be said. */
export interface JwcOptions {
  /** The keys that sign inners, as they are: nothing is fetched. At least this or `innerIssuer` must be given. */
  readonly innerJwks?: { readonly keys: readonly PublicJwk[] };
  /**
   * The exact `iss` of inners. Without `innerJwks` their keys are read by its discovery. Default: the issuer itself.
   * Where the two differ, the outer's own `iss` must be the issuer.
   */
  readonly innerIssuer?: string;
  /** What ties the outer to its inner. Default `sub-equals-sub`; `none`, typed out, ties nothing. */
  readonly binding?: BindingName | BindingRule;
  /** How long an inner may live, seconds. Default 86400 (24 h). */
  readonly maxInnerLifetimeSeconds?: number;
  /** How long an outer may live, seconds. Default 300 (5 min). */
  readonly maxOuterLifetimeSeconds?: number;
  /**
   * Accepts inners in the form of the published library as well: no `typ` or `JWT`, and `iat`, `sub` and `jti` may be
   * missing. Default false: `typ` is `jwc-inner+jwt` and the three are there.
   */
  readonly allowUntypedInner?: boolean;
  /** What is refused although it verifies. Default: nothing. */
  readonly denylist?: JwcDenylist;
  /** Refuses an outer that was seen before, by its `jti`, else its header's `nonce`; one of them is needed. Default false. */
  readonly refuseReplays?: boolean;
}

export type BindingName = 'sub-equals-sub' | 'iss-equals-sub' | 'iss-equals-kid-prefix' | 'none';

/** A rule of the application: true, and nothing else, ties the outer to the inner. */
export type BindingRule = (chain: {
  readonly outerClaims: JsonObject;
  readonly innerClaims: JsonObject;
  /** Of `tjwk`. */
  readonly kid: string | undefined;
}) => boolean;

/** For inners of one issuer: their `jti`, and keys that sign inners or are holders'. */
export type JwcDenylist = DenylistOptions;
