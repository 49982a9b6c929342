import { STATUS_CODES } from 'node:http';
import type Koa from 'koa';
import { describeError } from '../log.js';
import type { LogEvent } from '../rotator/ring-context.js';
import { RingError } from '../rotator/ring-error.js';
import { StoreError } from '../stores/ring-store.js';
import { givenAnswer, takeBack } from './answer.js';
import type { KeptAnswer } from './kept-answer.js';
import type { ProblemCode } from './problem.js';
import { HttpProblem, PROBLEM_CONTENT_TYPE, problemDocument, problems } from './problem.js';

/** Statuses that the router answers without a body. */
const bareStatuses: Readonly<Record<number, ProblemCode>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  501: 'not_implemented',
};

/** Every error becomes a problem document; what nobody expected is told inside and not outside. */
export function answerError(ctx: Koa.Context, error: unknown, log: LogEvent): void {
  writeProblem(ctx, toProblem(error, log, String(ctx.state.requestId)));
}

/** What the router refused without a word gets the document of its status. */
export function answerBareStatus(ctx: Koa.Context): void {
  if (givenAnswer(ctx) !== undefined || ctx.body != null) return;
  const bare = bareStatuses[ctx.status];
  if (bare !== undefined) writeProblem(ctx, new HttpProblem(bare));
}

/** Writes a problem; errors are never cached. */
export function writeProblem(ctx: Koa.Context, problem: HttpProblem | RingError): void {
  const { status, headers, contentType, body } = problemAnswer(problem);
  takeBack(ctx);
  ctx.set('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value);
  ctx.status = status;
  ctx.body = body;
  ctx.set('Content-Type', contentType);
}

/** A problem as it goes over the wire. */
export function problemAnswer(problem: HttpProblem | RingError): KeptAnswer {
  const { code, status, message } = problem;
  const [headers, title, members] =
    problem instanceof HttpProblem
      ? [problem.headers, problems[problem.code].title, problem.members]
      : [ringHeaders(problem), STATUS_CODES[status] ?? 'Error', {}];
  const body = JSON.stringify(problemDocument(code, status, title, message, members));
  return { status, headers, contentType: PROBLEM_CONTENT_TYPE, body };
}

/** What the outside may know of an error. Anything unexpected is logged here, with its story. */
export function toProblem(error: unknown, log: LogEvent, requestId: string): HttpProblem | RingError {
  if (error instanceof HttpProblem) return error;
  if (error instanceof RingError && error.status < 500) return error;
  log('error', 'request.failed', { requestId, error: describeError(error) });
  if (error instanceof StoreError) return new RingError(error.code, 'the store cannot be used now');
  return error instanceof RingError ? error : new HttpProblem('internal_error');
}

function ringHeaders({ retryAfterSeconds, status }: RingError): Readonly<Record<string, string>> {
  if (retryAfterSeconds === undefined) return status === 503 ? { 'Retry-After': '5' } : {};
  return { 'Retry-After': String(Math.ceil(retryAfterSeconds)) };
}
