import type { X5cOptions } from '@keyturn/relying-party/x5c';
import type { PublicJwk } from '@keyturn/shared/public-jwk';
import type { SecretCheck } from './secret-check.js';

/** A client as it is configured. */
export interface ClientRegistration {
  readonly clientId: string;
  /** Stored secrets, at most two valid at once so that they turn too. */
  readonly secrets: readonly string[];
  /** Public keys for `private_key_jwt`. */
  readonly jwks?: { readonly keys: readonly PublicJwk[] } | undefined;
  /** Anchors and binding of certificates for assertions with `x5c`: the certificate rolls, what it is bound by stays. */
  readonly x5c?: X5cOptions | undefined;
  /** Resources that its tokens may be for; the first unless the request names another. */
  readonly audiences: readonly string[];
  /** Scopes that it may ask for; all of them unless the request asks for fewer. */
  readonly scopes: readonly string[];
  /** Whole seconds, cut to what the series allows. Default: what the series allows. */
  readonly tokenLifetimeSeconds?: number | undefined;
  /** The series that signs its tokens. Default: the first. */
  readonly series?: string | undefined;
  /** Resources whose tokens it may introspect: what it is itself, or answers for. */
  readonly introspects: readonly string[];
  /** Web pages that may read the answers to its token requests: `https://app.example`. */
  readonly origins: readonly string[];
  /** May send its secret in the body (`client_secret_post`). */
  readonly secretInBody: boolean;
  /** May have inner JWTs of the jwc path, by a DPoP proof of its holder's key. */
  readonly inners: boolean;
  /** Also accepts the token endpoint's URL as `aud` of its assertions. */
  readonly tokenEndpointAsAudience: boolean;
}

/** A client as the token endpoint knows it. */
export interface Client extends ClientRegistration {
  /** Undefined for a client without a secret. */
  readonly checkSecret: SecretCheck | undefined;
}

export type Clients = ReadonlyMap<string, Client>;
