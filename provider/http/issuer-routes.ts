import Router from '@koa/router';
import type { ChallengeAnswers } from '../certificates/acme-upstream.js';
import type { DevelopmentAuthority } from '../certificates/development-authority.js';
import { mountIntrospectionEndpoint } from '../oauth/introspection-endpoint.js';
import type { OwnTokens } from '../oauth/own-tokens.js';
import { mountRevocationEndpoint } from '../oauth/revocation-endpoint.js';
import type { TokenEndpoint } from '../oauth/token-endpoint.js';
import { mountTokenEndpoint } from '../oauth/token-endpoint.js';
import type { IssuerRing } from '../rotator/issuer-ring.js';
import { mountAuthority } from './authority.js';
import type { DiscoveryRules } from './discovery.js';
import { mountDiscovery } from './discovery.js';
import type { EpochEvents } from './epoch-events.js';
import { mountEvents } from './events.js';
import type { IssuerState } from './health.js';
import { mountHistory, type RecordsRules } from './history.js';
import { issuerPaths } from './issuer-paths.js';
import { mountJwks } from './jwks.js';
import { createDocuments } from './public-document.js';

/** What the endpoints of one issuer work with, made elsewhere. */
export interface IssuerEndpoints extends IssuerState, Omit<TokenEndpoint, 'limit' | 'clock' | 'log'> {
  readonly ring: IssuerRing;
  readonly tokens: OwnTokens;
  readonly discovery: DiscoveryRules;
  /** Who signs the history, where there is one. */
  readonly records?: RecordsRules | undefined;
  /** Tells who listens of new epochs, where that is configured. */
  readonly events?: EpochEvents | undefined;
  /** The built-in CA, where there is one. */
  readonly authority?: DevelopmentAuthority | undefined;
  /** What an ACME server asks for, where one certifies this replica. */
  readonly challengeAnswers?: ChallengeAnswers | undefined;
}

/** Every route of one issuer, each subject mounted by itself. */
export function createIssuerRoutes(
  endpoints: IssuerEndpoints,
  process: Pick<TokenEndpoint, 'limit' | 'clock' | 'log'>,
): Router {
  const { ring, discovery, authority, records } = endpoints;
  const paths = issuerPaths(ring.issuer);
  const router = new Router();
  const documents = createDocuments(router, discovery.anyOrigin);
  mountDiscovery(documents, paths, ring, { ...discovery, records }, endpoints.authentication);
  mountJwks(documents, paths, ring, discovery);
  mountHistory(documents, paths, ring, records);
  mountEvents(documents, paths, endpoints.events);
  const oauth = { ...endpoints, ...process };
  mountTokenEndpoint(router, paths.token, oauth);
  mountIntrospectionEndpoint(router, paths.introspect, oauth);
  mountRevocationEndpoint(router, paths.revoke, oauth);
  if (authority !== undefined) mountAuthority(documents, paths, authority, process.clock);
  return router;
}
