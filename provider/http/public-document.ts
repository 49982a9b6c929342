import type Router from '@koa/router';
import type Koa from 'koa';
import { exactPath } from './exact-path.js';

/** Mounts a document that any page may read (Fetch standard, CORS protocol). GET answers HEAD too. */
export function mountPublicDocument(
  router: Router,
  path: string,
  answer: (ctx: Koa.Context) => void | Promise<void>,
): void {
  router.get(exactPath(path), (ctx) => {
    // Set before anything can fail: a page must be able to read the error as well.
    ctx.set('Access-Control-Allow-Origin', '*');
    ctx.set('Access-Control-Expose-Headers', 'ETag, Retry-After');
    ctx.set('Cross-Origin-Resource-Policy', 'cross-origin');
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
}
