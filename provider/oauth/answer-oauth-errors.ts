import type Koa from 'koa';
import { givenAnswer, takeBack } from '../http/answer.js';
import { toProblem } from '../http/answer-errors.js';
import { HttpProblem } from '../http/problem.js';
import type { LogEvent } from '../rotator/ring-context.js';
import type { RingError } from '../rotator/ring-error.js';
import { OAuthError } from './oauth-error.js';

/** RFC 6749 section 5.1. */
export const neverCached = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

/** Every error of an endpoint of OAuth in the form of RFC 6749 section 5.2; nothing of it is ever cached. */
export function answerOAuthErrors(
  log: LogEvent,
  work: (ctx: Koa.Context) => Promise<void>,
): (ctx: Koa.Context) => Promise<void> {
  return async (ctx) => {
    try {
      await work(ctx);
      if (givenAnswer(ctx) === undefined) ctx.set(neverCached);
    } catch (error) {
      takeBack(ctx);
      ctx.set(neverCached);
      const answer = toAnswer(error, log, String(ctx.state.requestId));
      ctx.status = answer.status;
      for (const [name, value] of Object.entries(answer.headers)) ctx.set(name, value);
      ctx.body = { error: answer.code, error_description: answer.message };
    }
  };
}

function toAnswer(error: unknown, log: LogEvent, requestId: string): OAuthError {
  if (error instanceof OAuthError) return error;
  return toOAuthError(toProblem(error, log, requestId));
}

function toOAuthError(problem: HttpProblem | RingError): OAuthError {
  const { status } = problem;
  if (problem instanceof HttpProblem && status === 429)
    return new OAuthError('temporarily_unavailable', problem.message, { status, headers: problem.headers });
  if (status === 503) {
    const retryAfter = problem instanceof HttpProblem ? 1 : (problem.retryAfterSeconds ?? 5);
    return new OAuthError('temporarily_unavailable', 'this cannot be done now', {
      headers: { 'Retry-After': String(Math.ceil(retryAfter)) },
    });
  }
  if (status >= 500) return new OAuthError('server_error', 'something failed inside');
  const headers = problem instanceof HttpProblem ? problem.headers : {};
  return new OAuthError('invalid_request', problem.message, { status, headers });
}
