import { randomUUID } from 'node:crypto';
import type Koa from 'koa';
import type { LogEvent } from '../rotator/ring-context.js';
import { statusOf } from './answer.js';

const REQUEST_ID = /^[\w.-]{1,64}$/;

/** Gives a request an id, which the caller may give and gets back. */
export function identifyRequest(ctx: Koa.Context): void {
  const given = ctx.req.headers['x-request-id'];
  ctx.state.requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

/**
 * One line for each request. Of a public document that went well at `debug` alone: every relying party reads them all the
 * time, nothing was decided, and the lines cost a third of what they tell of.
 */
export function logRequest(ctx: Koa.Context, log: LogEvent, milliseconds: number): void {
  const status = statusOf(ctx);
  const quiet = ctx.state.isPublicDocument === true && status < 400;
  log(status >= 500 ? 'warn' : quiet ? 'debug' : 'info', 'request', {
    requestId: ctx.state.requestId,
    method: ctx.req.method,
    path: loggablePath(ctx.path),
    status,
    milliseconds: Math.round(milliseconds),
  });
}

const LONGEST_SEGMENT = 48;

/** A path as it may be logged: somebody may paste a token into one. */
export function loggablePath(path: string): string {
  if (path.length <= LONGEST_SEGMENT) return path;
  const segments = path.split('/').map((segment) => (segment.length > LONGEST_SEGMENT ? '…' : segment));
  return segments.join('/').slice(0, 200);
}
