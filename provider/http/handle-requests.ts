import type { Clock } from '@keyturn/shared/clock';
import type Koa from 'koa';
import type { LogEvent } from '../rotator/ring-context.js';
import { answerBareStatus, answerError } from './answer-errors.js';
import { limitRequest } from './limit-requests.js';
import { identifyRequest, logRequest } from './log-requests.js';
import type { ProxyRules } from './proxy-rules.js';
import { trustProxy } from './trust-proxy.js';
import { writeAnswer } from './write-answer.js';

export interface HandlingRules {
  /** Undefined: no proxy is believed. */
  readonly proxy: ProxyRules | undefined;
  /** Whether answers are written here, or left to the application that ours is mounted in. */
  readonly atOnce: boolean;
  readonly clock: Clock;
  readonly log: LogEvent;
}

/**
 * The order of work around every route. One function: as a middleware each, the steps cost more than the routes.
 * @param route does what the path asks for, or leaves it to `next`.
 */
export function handleRequests(
  { proxy, atOnce, clock, log }: HandlingRules,
  route: Koa.Middleware,
): Koa.Middleware {
  const trust = trustProxy(proxy);
  return async (ctx, next) => {
    const startedAt = clock.monotonicMilliseconds();
    trust(ctx);
    identifyRequest(ctx);
    try {
      try {
        limitRequest(ctx);
        await route(ctx, next);
        answerBareStatus(ctx);
      } catch (error) {
        answerError(ctx, error, log);
      }
      writeAnswer(ctx, { atOnce });
    } finally {
      logRequest(ctx, log, clock.monotonicMilliseconds() - startedAt);
    }
  };
}
