import type Koa from 'koa';
import { HttpProblem } from './problem.js';

const MAX_URL_LENGTH = 2048;

/** Node keeps the first of these and drops the rest, a proxy may keep the last: two of them are refused. */
const headersGivenOnce = ['authorization', 'content-type', 'idempotency-key', 'host'] as const;

/** Refuses what no honest caller of any endpoint sends. */
export function limitRequests(): Koa.Middleware {
  return (ctx, next) => {
    if (ctx.url.length > MAX_URL_LENGTH) throw new HttpProblem('url_too_long');
    const repeated = headersGivenOnce.find((name) => (ctx.req.headersDistinct[name]?.length ?? 0) > 1);
    if (repeated !== undefined)
      throw new HttpProblem('request_invalid', { detail: `the header field ${repeated} is given twice` });
    return next();
  };
}
