import type { RequestListener } from 'node:http';
import type { Clock } from '@keyturn/shared/clock';
import Router from '@koa/router';
import Koa from 'koa';
import type { DevelopmentAuthority } from '../certificates/development-authority.js';
import { mountAuthority } from './authority.js';
import { issuerPaths } from './issuer-paths.js';
import { createDocuments } from './public-document.js';

/** What a CA publishes and nothing else, for replicas that have no provider: for `http.createServer`. */
export function authorityCallback(
  issuer: string,
  authority: DevelopmentAuthority,
  clock: Clock,
): RequestListener {
  const router = new Router();
  mountAuthority(createDocuments(router, true), issuerPaths(issuer), authority, clock);
  const koa = new Koa({ env: 'production' });
  koa.silent = true;
  koa.use(router.routes() as Koa.Middleware);
  return koa.callback();
}
