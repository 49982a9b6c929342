import type { Clock } from '@keyturn/shared/clock';
import type Router from '@koa/router';
import Koa from 'koa';
import { answerErrors } from './http/answer-errors.js';
import type { CronDoor } from './http/cron-door.js';
import { issuerPaths, pathsServed } from './http/issuer-paths.js';
import { createIssuerRoutes } from './http/issuer-routes.js';
import { limitRequests } from './http/limit-requests.js';
import { logRequests } from './http/log-requests.js';
import type { ProcessEndpoints } from './http/process-routes.js';
import { createProcessRoutes } from './http/process-routes.js';
import type { LogEvent } from './rotator/ring-context.js';

/** Everything that the endpoints work with, made elsewhere. */
export interface AppParts extends Omit<ProcessEndpoints, 'cron'> {
  readonly cron: Omit<CronDoor, 'clock' | 'log'>;
  readonly clock: Clock;
  readonly log: LogEvent;
}

/** What serves: the whole application, and the same as a middleware that leaves other paths to their owner. */
export interface App {
  readonly koa: Koa;
  readonly middleware: Koa.Middleware;
}

export function createApp(parts: AppParts): App {
  const { log, clock } = parts;
  const routerOf = createRouting(parts);
  // The order of work, outermost first.
  const layers: readonly Koa.Middleware[] = [
    logRequests(log, clock),
    answerErrors(log),
    limitRequests(),
    (ctx, next) => routerOf(ctx.path).routes(ctx, next),
    (ctx, next) => routerOf(ctx.path).allowedMethods(ctx, next),
  ];
  const koa = new Koa({ env: 'production' });
  koa.silent = true;
  koa.on('error', (error: unknown) => log('warn', 'request.broken_off', { error }));
  for (const layer of layers) koa.use(layer);
  return { koa, middleware: mountable(layers, (path) => routerOf(path).router) };
}

interface Routing {
  readonly router: Router;
  readonly routes: Koa.Middleware;
  readonly allowedMethods: Koa.Middleware;
}

/** Issuers are told apart by path, never by Host: one look finds whose a path is, however many there are. */
function createRouting({ issuers, cron, drills, clock, log }: AppParts): (path: string) => Routing {
  const ofProcess = prepare(createProcessRoutes({ issuers, cron: { ...cron, clock, log }, drills }));
  const owners = new Map(
    issuers.flatMap((issuer) => {
      const routing = prepare(createIssuerRoutes(issuer, clock, log));
      return pathsServed(issuerPaths(issuer.ring.issuer)).map((path) => [path, routing] as const);
    }),
  );
  return (path) => owners.get(path) ?? ofProcess;
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
