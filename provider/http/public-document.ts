import type Router from '@koa/router';
import type Koa from 'koa';
import { exactPath } from './exact-path.js';

/** Mounts one document that anybody may read. GET answers HEAD too. */
export type MountDocument = (path: string, answer: (ctx: Koa.Context) => void | Promise<void>) => void;

/**
 * How the public documents of an issuer are mounted.
 * @param anyOrigin whether any web page may read them too (Fetch standard, CORS protocol).
 */
export function createDocuments(router: Router, anyOrigin: boolean): MountDocument {
  return (path, answer) => {
    if (!anyOrigin) {
      router.get(exactPath(path), answer);
      return;
    }
    router.get(exactPath(path), (ctx) => {
      // Set before anything can fail: a page must be able to read the error as well. On the answer itself, as everything
      // that each request sets: the way through Koa takes twice as long.
      ctx.res.setHeader('Access-Control-Allow-Origin', '*');
      ctx.res.setHeader('Access-Control-Expose-Headers', 'ETag, Retry-After');
      ctx.res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
      return answer(ctx);
    });
    router.options(exactPath(path), (ctx) => {
      ctx.set('Access-Control-Allow-Origin', '*');
      ctx.set('Access-Control-Allow-Methods', 'GET, HEAD');
      ctx.set('Access-Control-Allow-Headers', 'If-None-Match, If-Modified-Since, Cache-Control');
      ctx.set('Access-Control-Max-Age', '86400');
      ctx.set('Allow', 'GET, HEAD, OPTIONS');
      ctx.status = 204;
    });
  };
}
