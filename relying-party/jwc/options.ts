import type { PublicJwk } from '@keyturn/shared/public-jwk';

/** The options of one issuer's jwc path. */
export interface JwcOptions {
  /** The keys that sign inners, as they are: nothing is fetched. */
  readonly innerJwks?: { readonly keys: readonly PublicJwk[] };
  /** The exact `iss` of inners. Without `innerJwks` their keys are found by its discovery. Default: the issuer itself. */
  readonly innerIssuer?: string;
}
