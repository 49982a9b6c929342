import type { VerifiedToken } from '../trust/verified-token.js';

/** What the adapters hand on: Koa `ctx.state`, Express `res.locals`, Fastify the request, Hono its variables. */
export interface BearerState {
  token: VerifiedToken;
}
