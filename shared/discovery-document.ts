/** The two standard places of an issuer's metadata. */
export type MetadataForm = 'openid' | 'rfc8414';

/**
 * Where the metadata of an issuer lies. One terminating `/` is dropped to build the URL and for nothing else.
 * `openid` appends (OpenID Connect Discovery 1.0 section 4), `rfc8414` inserts before the path (RFC 8414 section 3.1).
 */
export function metadataUrl(issuer: string, form: MetadataForm): string {
  const base = issuer.endsWith('/') ? issuer.slice(0, -1) : issuer;
  if (form === 'openid') return `${base}/.well-known/openid-configuration`;
  // By its text, not through URL: a host in capitals or a written-out default port would shift the cut.
  const [origin = base] = /^[^:/?#]+:\/\/[^/?#]*/.exec(base) ?? [];
  return `${origin}/.well-known/oauth-authorization-server${base.slice(origin.length)}`;
}

/** The members of issuer metadata that keyturn writes or reads (RFC 8414 section 2). */
export interface DiscoveryDocument {
  readonly issuer: string;
  readonly jwks_uri: string;
  readonly token_endpoint?: string;
  readonly [member: string]: unknown;
}
