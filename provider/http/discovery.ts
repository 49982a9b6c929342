import type { DiscoveryDocument } from '@keyturn/shared/discovery-document';
import type { ClientAuthentication } from '../oauth/authenticate-client.js';
import { announcedAuthMethods } from '../oauth/authenticate-client.js';
import { assertionAlgorithms } from '../oauth/client-assertion.js';
import { grantTypes } from '../oauth/grants/grant-types.js';
import { announcedAlgorithms } from '../ring/published-keys.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import type { PublicDocument } from './conditional.js';
import { answerDocument, makeDocument } from './conditional.js';
import type { IssuerPaths } from './issuer-paths.js';
import { HttpProblem } from './problem.js';
import type { MountDocument } from './public-document.js';

export interface DiscoveryRules {
  /** Serves the OpenID form though no key is for RS256, which OpenID Connect Discovery 3 demands. Default false. */
  readonly openIdWithoutRs256: boolean;
  /** Any web page may read the public documents. Default true. */
  readonly anyOrigin: boolean;
  /** Puts into the key set what every relying party must bear. Default false. */
  readonly grease: boolean;
  /** The decoy is another with the first change of the set after so long. Default a week. */
  readonly greaseTurnSeconds: number;
  /** The series that signs the history of keys; what it signs with is no algorithm of tokens. */
  readonly records?: { readonly series: string } | undefined;
}

/** Issuer metadata in both its forms (OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3). */
export function mountDiscovery(
  mount: MountDocument,
  paths: IssuerPaths,
  ring: Pick<IssuerRing, 'issuer' | 'servable'>,
  rules: DiscoveryRules,
  authentication: Pick<ClientAuthentication, 'clients'>,
): void {
  const authMethods = announcedAuthMethods(authentication);
  const forms = [
    { path: paths.openIdMetadata, openId: true },
    { path: paths.oauthMetadata, openId: false },
  ];
  const make = (algorithms: readonly string[]) =>
    makeDocument(
      { ...metadata(ring.issuer, paths, algorithms, authMethods), ...historyMember(paths, rules) },
      'application/json',
    );
  // Nothing else of it ever changes, and no ring has many algorithms one after the other.
  const documents = new Map<string, PublicDocument>();
  for (const { path, openId } of forms) {
    mount(path, async (ctx) => {
      const { ring: keys, nowSeconds, cache } = await ring.servable();
      const algorithms = announcedAlgorithms(keys, nowSeconds, rules.records?.series);
      if (openId && !algorithms.includes('RS256') && !rules.openIdWithoutRs256) {
        const detail = `without RS256 this issuer serves the RFC 8414 form alone: ${paths.oauthMetadata}`;
        throw new HttpProblem('not_found', { detail });
      }
      const name = algorithms.join();
      const document = documents.get(name) ?? make(algorithms);
      documents.set(name, document);
      answerDocument(ctx, document, { cacheControl: `public, max-age=${cache.maxAgeSeconds}` });
    });
  }
}

/** OpenID Federation 1.0 section 5.1.1 names it. */
function historyMember({ historyEndpoint }: IssuerPaths, { records }: DiscoveryRules) {
  return records === undefined ? {} : { federation_historical_keys_endpoint: historyEndpoint };
}

/** Pure: the document itself. Algorithms are those of every published key, so each is announced a publish lead ahead. */
export function metadata(
  issuer: string,
  paths: IssuerPaths,
  algorithms: readonly string[],
  authMethods: readonly string[],
): DiscoveryDocument {
  return {
    issuer,
    jwks_uri: paths.jwksUri,
    token_endpoint: paths.tokenEndpoint,
    grant_types_supported: grantTypes,
    // There is no authorization endpoint: the OpenID form is OIDC-style, for libraries that read no other.
    response_types_supported: ['none'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: algorithms,
    introspection_endpoint: paths.introspectionEndpoint,
    // RFC 9701 section 7: how the answers that are JWTs are signed.
    introspection_signing_alg_values_supported: algorithms,
    revocation_endpoint: paths.revocationEndpoint,
    ...Object.fromEntries(
      ['token', 'introspection', 'revocation'].flatMap((endpoint) => [
        [`${endpoint}_endpoint_auth_methods_supported`, authMethods],
        [`${endpoint}_endpoint_auth_signing_alg_values_supported`, assertionAlgorithms],
      ]),
    ),
  };
}
