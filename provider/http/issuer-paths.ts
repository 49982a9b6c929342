import { metadataUrl } from '@keyturn/shared/discovery-document';

/** The addresses of one issuer, all derived from its configured URL, never from a Host header. */
export interface IssuerPaths {
  readonly openIdMetadata: string;
  readonly oauthMetadata: string;
  readonly jwks: string;
  readonly wellKnownJwks: string;
  readonly history: string;
  readonly events: string;
  readonly token: string;
  readonly introspect: string;
  readonly revoke: string;
  readonly ca: string;
  readonly crl: string;
  readonly crlPem: string;
  readonly jwksUri: string;
  readonly historyEndpoint: string;
  readonly tokenEndpoint: string;
  readonly introspectionEndpoint: string;
  readonly revocationEndpoint: string;
}

/** Paths are as a request carries them; the issuer's own path is honoured, one terminating `/` dropped. */
export function issuerPaths(issuer: string): IssuerPaths {
  const base = issuer.endsWith('/') ? issuer.slice(0, -1) : issuer;
  const jwksUri = `${base}/jwks`;
  const historyEndpoint = `${base}/jwks/history`;
  const tokenEndpoint = `${base}/token`;
  const introspectionEndpoint = `${base}/introspect`;
  const revocationEndpoint = `${base}/revoke`;
  return {
    openIdMetadata: pathOf(metadataUrl(issuer, 'openid')),
    oauthMetadata: pathOf(metadataUrl(issuer, 'rfc8414')),
    jwks: pathOf(jwksUri),
    wellKnownJwks: pathOf(`${base}/.well-known/jwks.json`),
    history: pathOf(historyEndpoint),
    events: pathOf(`${base}/jwks/events`),
    token: pathOf(tokenEndpoint),
    introspect: pathOf(introspectionEndpoint),
    revoke: pathOf(revocationEndpoint),
    ca: pathOf(`${base}/ca`),
    crl: pathOf(`${base}/crl`),
    crlPem: pathOf(`${base}/crl.pem`),
    jwksUri,
    historyEndpoint,
    tokenEndpoint,
    introspectionEndpoint,
    revocationEndpoint,
  };
}

/** The paths alone: what this issuer answers and no other may. */
export function pathsServed(paths: IssuerPaths): readonly string[] {
  return Object.values(paths).filter((each) => each.startsWith('/'));
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}
