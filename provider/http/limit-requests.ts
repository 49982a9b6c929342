import type Koa from 'koa';
import { HttpProblem } from './problem.js';

const MAX_URL_LENGTH = 2048;

/** Node keeps the first of these and drops the rest, a proxy may keep the last: two of them are refused. */
const headersGivenOnce: ReadonlySet<string> = new Set([
  'authorization',
  'content-type',
  'idempotency-key',
  'host',
]);

/** Refuses what no honest caller of any endpoint sends. */
export function limitRequests(): Koa.Middleware {
  return (ctx, next) => {
    if (ctx.url.length > MAX_URL_LENGTH) throw new HttpProblem('url_too_long');
    const repeated = findRepeated(ctx.req.rawHeaders);
    if (repeated !== undefined)
      throw new HttpProblem('request_invalid', { detail: `the header field ${repeated} is given twice` });
    return next();
  };
}

/** @param rawHeaders names and values by turns, as node:http and node:http2 give them. */
function findRepeated(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? '';
    if (seen.has(name)) return name;
    if (headersGivenOnce.has(name)) seen.add(name);
  }
  return undefined;
}
