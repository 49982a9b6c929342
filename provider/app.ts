import type { Clock } from '@keyturn/shared/clock';
import Router from '@koa/router';
import Koa from 'koa';
import { directRoutes } from './http/direct-routes.js';
import { handleRequests } from './http/handle-requests.js';
import { issuerPaths, pathsServed } from './http/issuer-paths.js';
import { createIssuerRoutes } from './http/issuer-routes.js';
import type { ProcessEndpoints } from './http/process-routes.js';
import { createProcessRoutes, mountPublicProcess } from './http/process-routes.js';
import type { ProxyRules } from './http/proxy-rules.js';
import type { RateLimit } from './http/rate-limits.js';
import type { VerbDoor } from './http/verb-door.js';
import { logOfIssuer } from './log.js';
import type { LogEvent } from './rotator/ring-context.js';

/** Everything that the endpoints work with, made elsewhere. */
export interface AppParts extends Omit<ProcessEndpoints, 'cron' | 'admin'> {
  readonly cron: Omit<VerbDoor, 'clock' | 'log'>;
  readonly admin: Omit<VerbDoor, 'clock' | 'log'>;
  /** Of requests to the endpoints of OAuth. */
  readonly limit: RateLimit;
  /** Undefined: no proxy is believed. */
  readonly proxy: ProxyRules | undefined;
  /** What belongs to the process is served by `management` alone. */
  readonly separateManagement: boolean;
  readonly clock: Clock;
  readonly log: LogEvent;
}

/** What serves: the whole application, and the same as a middleware that leaves other paths to their owner. */
export interface App {
  readonly koa: Koa;
  /** What belongs to the process, and nothing of an issuer. */
  readonly management: Koa;
  readonly middleware: Koa.Middleware;
}

export function createApp(parts: AppParts): App {
  const { issuers, drills, clock, log, separateManagement } = parts;
  const cron = { ...parts.cron, clock, log };
  const admin = { ...parts.admin, clock, log };
  const ofProcess = prepare(createProcessRoutes({ issuers, cron, admin, drills }));
  const publicOnly = new Router();
  const ofPublic = separateManagement ? prepare(publicOnly) : ofProcess;
  mountPublicProcess(separateManagement ? publicOnly : ofProcess.router, issuers);
  const routingOf = createRouting(parts, ofPublic);
  const routed: Koa.Middleware = (ctx, next) => routingOf(ctx.path).route(ctx, next);
  return {
    koa: createKoa(handleRequests({ ...parts, atOnce: true }, routed), log),
    management: createKoa(handleRequests({ ...parts, atOnce: true }, ofProcess.route), log),
    // There, what stands around us may still have to add to an answer.
    middleware: mountable(handleRequests({ ...parts, atOnce: false }, routed), routingOf),
  };
}

function createKoa(handle: Koa.Middleware, log: LogEvent): Koa {
  const koa = new Koa({ env: 'production' });
  koa.silent = true;
  koa.on('error', (error: unknown) => log('warn', 'request.broken_off', { error }));
  koa.use(handle);
  return koa;
}

interface Routing {
  readonly router: Router;
  readonly route: Koa.Middleware;
}

/** Issuers are told apart by path, never by Host: one look finds whose a path is, however many there are. */
function createRouting(
  { issuers, limit, clock, log }: AppParts,
  otherwise: Routing,
): (path: string) => Routing {
  const owners = new Map(
    issuers.flatMap((issuer) => {
      const ofIssuer = issuers.length > 1 ? logOfIssuer(log, issuer.ring.issuer) : log;
      const router = createIssuerRoutes(issuer, { limit, clock, log: ofIssuer });
      return pathsServed(issuerPaths(issuer.ring.issuer)).map(
        (path) => [path, prepareOne(routesOf(router, path))] as const,
      );
    }),
  );
  return (path) => owners.get(path) ?? otherwise;
}

/** Those of one path alone: no request is compared with the patterns of all others. */
function routesOf(router: Router, path: string): Router {
  const own = new Router();
  own.stack.push(...router.stack.filter((route) => route.match(path)));
  return own;
}

function prepareOne(router: Router): Routing {
  return { router, route: directRoutes(router) };
}

function prepare(router: Router): Routing {
  const routes = router.routes() as Koa.Middleware;
  const allowedMethods = router.allowedMethods() as Koa.Middleware;
  return { router, route: (ctx, next) => routes(ctx, () => allowedMethods(ctx, next)) };
}

/** What is no path of ours is passed on; what is one is answered here, be it with a refusal. */
function mountable(handle: Koa.Middleware, routingOf: (path: string) => Routing): Koa.Middleware {
  const nobodyElse = () => Promise.resolve();
  return (ctx, next) => {
    const { router } = routingOf(ctx.path);
    return router.match(ctx.path, ctx.method).path.length === 0 ? next() : handle(ctx, nobodyElse);
  };
}
