import type { DpopAuth } from '../binding/create-dpop-auth.js';
import { OptionRefusal } from '../options/option-refusal.js';

/** What a protected resource says about itself (RFC 9728 section 2). */
export interface ResourceOptions {
  /** The resource's identifier: an https URL without fragment, http on loopback. What tokens for it have in `aud`. */
  readonly resource: string;
  /** Issuers whose tokens it takes. */
  readonly authorizationServers: readonly string[];
  /** Default: not said. */
  readonly scopesSupported?: readonly string[];
  /** Tokens must be bound to the client's certificate (RFC 8705): with `mtls`. Default: not said. */
  readonly certificateBoundTokens?: boolean;
  /** Tokens may be bound to a key, and must be unless it allows Bearer (RFC 9449): what `bearerAuth` has. Default: not said. */
  readonly dpop?: Pick<DpopAuth, 'algorithms' | 'allowBearer'>;
  /** A name for people. Default: not said. */
  readonly resourceName?: string;
  /** A page for developers. Default: not said. */
  readonly resourceDocumentation?: string;
}

/** The document, ready to be served by any of the adapters. */
export interface ResourceMetadata {
  /** Where clients look: for `resourceMetadata` of `bearerAuth`. */
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/**
 * Makes the metadata of a protected resource (RFC 9728). Tokens are taken from the header alone, which it says.
 * @throws OptionRefusal `option_invalid` where `resource` is no such URL.
 */
export function resourceMetadata(options: ResourceOptions): ResourceMetadata {
  const { resource, authorizationServers, scopesSupported, resourceName, resourceDocumentation } = options;
  const { certificateBoundTokens, dpop } = options;
  const { origin, pathname, search } = readResource(resource);
  // Section 3.1: between host and path, whose lone slash goes.
  const path = `${WELL_KNOWN}${pathname === '/' ? '' : pathname}`;
  return {
    url: `${origin}${path}${search}`,
    path,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=300',
      // Clients in browsers are sent here by a challenge, and it holds no secret.
      'access-control-allow-origin': '*',
    },
    body: JSON.stringify({
      resource,
      authorization_servers: authorizationServers,
      scopes_supported: scopesSupported,
      bearer_methods_supported: ['header'],
      tls_client_certificate_bound_access_tokens: certificateBoundTokens,
      dpop_signing_alg_values_supported: dpop?.algorithms,
      dpop_bound_access_tokens_required: dpop && !dpop.allowBearer,
      resource_name: resourceName,
      resource_documentation: resourceDocumentation,
    }),
  };
}

function readResource(resource: string): URL {
  const url = URL.canParse(resource) ? new URL(resource) : undefined;
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url?.hostname ?? '');
  const isFit = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  if (url === undefined || !isFit || url.hash !== '' || url.username !== '')
    throw new OptionRefusal('option_invalid', 'resource', 'must be an https URL without fragment and user');
  return url;
}
