import type { Clock } from '@keyturn/shared/clock';
import Router from '@koa/router';
import Koa from 'koa';
import type { ChallengeAnswers } from './certificates/acme-upstream.js';
import type { DevelopmentAuthority } from './certificates/development-authority.js';
import type { ReplicaHealth } from './certificates/replica-key.js';
import { mountAcmeChallenge } from './http/acme-challenge.js';
import { answerErrors } from './http/answer-errors.js';
import { mountAuthority } from './http/authority.js';
import { mountCron } from './http/cron.js';
import type { CronDoor } from './http/cron-door.js';
import type { DrillDoor } from './http/cron-drills.js';
import { mountCronDrills } from './http/cron-drills.js';
import type { DiscoveryRules } from './http/discovery.js';
import { mountDiscovery } from './http/discovery.js';
import { mountHealth } from './http/health.js';
import { issuerPaths } from './http/issuer-paths.js';
import { mountJwks } from './http/jwks.js';
import { limitRequests } from './http/limit-requests.js';
import { logRequests } from './http/log-requests.js';
import type { ClientAuthentication } from './oauth/authenticate-client.js';
import type { InnerIssuing } from './oauth/grants/grant.js';
import type { ProofCheck } from './oauth/proof-check.js';
import { mountTokenEndpoint } from './oauth/token-endpoint.js';
import type { IssuerRing } from './rotator/issuer-ring.js';
import type { LogEvent } from './rotator/ring-context.js';
import type { ScheduleHealth } from './schedule.js';
import { preferCertificates } from './tokens/choose-path.js';
import type { SignToken } from './tokens/sign-token.js';

/** Everything that the endpoints work with, made elsewhere. */
export interface AppParts {
  readonly ring: IssuerRing;
  readonly signToken: SignToken;
  readonly authentication: ClientAuthentication;
  readonly checkProof: ProofCheck;
  /** Undefined: no inner JWTs. */
  readonly inners: InnerIssuing | undefined;
  readonly discovery: DiscoveryRules;
  readonly cron: Omit<CronDoor, 'clock' | 'log'>;
  readonly drills: DrillDoor;
  readonly schedule: () => ScheduleHealth;
  /** The built-in CA, where there is one. */
  readonly authority?: DevelopmentAuthority | undefined;
  /** What an ACME server asks for, where one certifies this replica. */
  readonly challengeAnswers?: ChallengeAnswers | undefined;
  readonly certificateHealth?: (() => ReplicaHealth) | undefined;
  /** Resources whose tokens carry a certificate. */
  readonly certifiedAudiences: readonly string[];
  readonly clock: Clock;
  readonly log: LogEvent;
}

/** Every route, each subject mounted by itself. */
function createRoutes(parts: AppParts): Router {
  const { ring, clock, log, signToken, authentication } = parts;
  const paths = issuerPaths(ring.issuer);
  const door: CronDoor = { ...parts.cron, clock, log };
  const router = new Router();
  mountDiscovery(router, paths, ring, parts.discovery);
  mountJwks(router, paths, ring);
  mountTokenEndpoint(router, paths.token, {
    authentication,
    signToken: preferCertificates(signToken, parts.certifiedAudiences),
    checkProof: parts.checkProof,
    inners: parts.inners,
    clock,
    log,
  });
  mountCron(router, door, ring);
  mountCronDrills(router, door, parts.drills);
  mountHealth(router, ring, parts.schedule, parts.certificateHealth);
  if (parts.authority !== undefined) mountAuthority(router, paths, parts.authority, clock);
  if (parts.challengeAnswers !== undefined) mountAcmeChallenge(router, parts.challengeAnswers);
  return router;
}

/** What serves: the whole application, and the same as a middleware that leaves other paths to their owner. */
export interface App {
  readonly koa: Koa;
  readonly middleware: Koa.Middleware;
}

export function createApp(parts: AppParts): App {
  const { log, clock } = parts;
  const router = createRoutes(parts);
  // The order of work, outermost first.
  const layers: readonly Koa.Middleware[] = [
    logRequests(log, clock),
    answerErrors(log),
    limitRequests(),
    router.routes() as Koa.Middleware,
    router.allowedMethods() as Koa.Middleware,
  ];
  const koa = new Koa({ env: 'production' });
  koa.silent = true;
  koa.on('error', (error: unknown) => log('warn', 'request.broken_off', { error }));
  for (const layer of layers) koa.use(layer);
  return { koa, middleware: mountable(layers, router) };
}

function mountable(layers: readonly Koa.Middleware[], router: Router): Koa.Middleware {
  return (ctx, next) => {
    if (router.match(ctx.path, ctx.method).path.length === 0) return next();
    const run = (at: number): Promise<unknown> => Promise.resolve(layers[at]?.(ctx, () => run(at + 1)));
    return run(0);
  };
}
