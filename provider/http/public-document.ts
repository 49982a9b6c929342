import type Router from '@koa/router';
import type Koa from 'koa';
import { exactPath } from './exact-path.js';
import { ownOriginAlone } from './security-headers.js';

/** Mounts one document that anybody may read. GET answers HEAD too. */
export type MountDocument = (path: string, answer: (ctx: Koa.Context) => void | Promise<void>) => void;

/**
 * How the public documents of an issuer are mounted.
 * @param anyOrigin whether any web page may read them too (Fetch standard, CORS protocol).
 */
export function createDocuments(router: Router, anyOrigin: boolean): MountDocument {
  return (path, answer) => {
    if (!anyOrigin) {
      router.get(exactPath(path), (ctx) => {
        ctx.state.isPublicDocument = true;
        return answer(ctx);
      });
      return;
    }
    router.get(exactPath(path), (ctx) => {
      ctx.state.isPublicDocument = true;
      // Before anything can fail: a page must be able to read the error as well.
      ctx.state.isForAnyOrigin = true;
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

const forAnyOrigin: readonly string[] = [
  ...['Access-Control-Allow-Origin', '*'],
  ...['Access-Control-Expose-Headers', 'ETag, Retry-After'],
  ...['Cross-Origin-Resource-Policy', 'cross-origin'],
];

/** Which pages may read the answer of a request, names and values by turns. */
export function sharedHeaders(ctx: Koa.Context): readonly string[] {
  return ctx.state.isForAnyOrigin === true ? forAnyOrigin : ownOriginAlone;
}
