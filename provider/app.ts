import type { Clock } from '@keyturn/shared/clock';
import Router from '@koa/router';
import Koa from 'koa';
import { answerErrors } from './http/answer-errors.js';
import { issuerPaths, pathsServed } from './http/issuer-paths.js';
import { createIssuerRoutes } from './http/issuer-routes.js';
import { limitRequests } from './http/limit-requests.js';
import { logRequests } from './http/log-requests.js';
import type { ProcessEndpoints } from './http/process-routes.js';
import { createProcessRoutes, mountPublicProcess } from './http/process-routes.js';
import type { ProxyRules } from './http/proxy-rules.js';
import type { RateLimit } from './http/rate-limits.js';
import { secureAnswers } from './http/security-headers.js';
import { isEncrypted, trustProxy } from './http/trust-proxy.js';
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
  const layers = layersOf(parts, routingOf);
  return {
    koa: createKoa(layers, log),
    management: createKoa(
      layersOf(parts, () => ofProcess),
      log,
    ),
    middleware: mountable(layers, (path) => routingOf(path).router),
  };
}

/** The order of work, outermost first. */
function layersOf(
  { log, clock, proxy }: AppParts,
  routingOf: (path: string) => Routing,
): readonly Koa.Middleware[] {
  return [
    trustProxy(proxy),
    logRequests(log, clock),
    secureAnswers(isEncrypted),
    answerErrors(log),
    limitRequests(),
    (ctx, next) => routingOf(ctx.path).routes(ctx, next),
    (ctx, next) => routingOf(ctx.path).allowedMethods(ctx, next),
  ];
}

function createKoa(layers: readonly Koa.Middleware[], log: LogEvent): Koa {
  const koa = new Koa({ env: 'production' });
  koa.silent = true;
  koa.on('error', (error: unknown) => log('warn', 'request.broken_off', { error }));
  for (const layer of layers) koa.use(layer);
  return koa;
}

interface Routing {
  readonly router: Router;
  readonly routes: Koa.Middleware;
  readonly allowedMethods: Koa.Middleware;
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
        (path) => [path, prepare(routesOf(router, path))] as const,
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

function prepare(router: Router): Routing {
  return {
    router,
    routes: router.routes() as Koa.Middleware,
    allowedMethods: router.allowedMethods() as Koa.Middleware,
  };
}

function mountable(layers: readonly Koa.Middleware[], routerOf: (path: string) => Router): Koa.Middleware {
  return (ctx, next) => {
    if (routerOf(ctx.path).match(ctx.path, ctx.method).path.length === 0) return next();
    const run = (at: number): Promise<unknown> => Promise.resolve(layers[at]?.(ctx, () => run(at + 1)));
    return run(0);
  };
}
