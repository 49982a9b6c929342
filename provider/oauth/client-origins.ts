import type Router from '@koa/router';
import type Koa from 'koa';
import { exactPath } from '../http/exact-path.js';
import type { Client, Clients } from './client.js';

/**
 * Which web pages may read the answers of an endpoint (Fetch standard, CORS protocol): those of the origins that clients
 * are configured with. A preflight names no client, so it is answered for any client's origin; the answer itself is for
 * the origins of the client that asked. No page elsewhere reads anything, and cookies are of no use anywhere.
 */
export function shareWithOrigins(router: Router, path: string, clients: Clients): readonly Koa.Middleware[] {
  const origins = new Set([...clients.values()].flatMap((client) => client.origins));
  if (origins.size === 0) return [];
  router.options(exactPath(path), (ctx) => {
    if (allowOrigin(ctx, origins)) {
      ctx.set('Access-Control-Allow-Methods', 'POST');
      ctx.set('Access-Control-Allow-Headers', 'Authorization, Content-Type, DPoP');
      ctx.set('Access-Control-Max-Age', '600');
    }
    ctx.set('Allow', 'POST, OPTIONS');
    ctx.status = 204;
  });
  const share: Koa.Middleware = (ctx, next) => {
    // Before anything can fail: a page must be able to read the error as well.
    if (allowOrigin(ctx, origins))
      ctx.set('Access-Control-Expose-Headers', 'DPoP-Nonce, Retry-After, WWW-Authenticate');
    return next();
  };
  return [share];
}

/** Once the client is known: a page of another client's origin does not read what this one gets. */
export function keepToOriginsOf(client: Client, ctx: Koa.Context): void {
  const { origin } = ctx.req.headers;
  if (origin !== undefined && !client.origins.includes(origin)) ctx.remove('Access-Control-Allow-Origin');
}

function allowOrigin(ctx: Koa.Context, origins: ReadonlySet<string>): boolean {
  ctx.vary('Origin');
  const origin = ctx.get('Origin');
  if (!origins.has(origin)) return false;
  ctx.set('Access-Control-Allow-Origin', origin);
  return true;
}
