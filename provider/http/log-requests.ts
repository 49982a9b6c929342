import { randomUUID } from 'node:crypto';
import type { Clock } from '@keyturn/shared/clock';
import type Koa from 'koa';
import type { LogEvent } from '../rotator/ring-context.js';

const REQUEST_ID = /^[\w.-]{1,64}$/;

/** One line for each request, and an id that the caller may give and gets back. */
export function logRequests(log: LogEvent, clock: Clock): Koa.Middleware {
  return async (ctx, next) => {
    const startedAt = clock.monotonicMilliseconds();
    const given = ctx.get('X-Request-Id');
    const requestId = REQUEST_ID.test(given) ? given : randomUUID();
    ctx.state.requestId = requestId;
    ctx.res.setHeader('X-Request-Id', requestId);
    try {
      await next();
    } finally {
      const milliseconds = Math.round(clock.monotonicMilliseconds() - startedAt);
      const { method, status } = ctx;
      log(status >= 500 ? 'warn' : 'info', 'request', {
        requestId,
        method,
        path: loggablePath(ctx.path),
        status,
        milliseconds,
      });
    }
  };
}

const LONGEST_SEGMENT = 48;

/** A path as it may be logged: somebody may paste a token into one. */
export function loggablePath(path: string): string {
  if (path.length <= LONGEST_SEGMENT) return path;
  const segments = path.split('/').map((segment) => (segment.length > LONGEST_SEGMENT ? '…' : segment));
  return segments.join('/').slice(0, 200);
}
