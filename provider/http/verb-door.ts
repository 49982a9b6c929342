import type { Clock } from '@keyturn/shared/clock';
import type Router from '@koa/router';
import type Koa from 'koa';
import type { LogEvent } from '../rotator/ring-context.js';
import { problemAnswer, toProblem } from './answer-errors.js';
import { type IdentifyCaller, requireCaller } from './bearer-credential.js';
import { exactPath } from './exact-path.js';
import type { createIdempotency } from './idempotency.js';
import { fingerprintRequest } from './idempotency.js';
import type { KeptAnswer } from './kept-answer.js';
import type { RateLimit } from './rate-limits.js';
import { readBody } from './read-body.js';
import { type Query, readQuery } from './read-query.js';
import type { VerbForm } from './verb-form.js';
import { readVerbRequest } from './verb-form.js';

/** What stands before the verbs of one kind of caller: a scheduler, or an operator. */
export interface VerbDoor {
  /** Named in the challenge. */
  readonly realm: string;
  readonly identify: IdentifyCaller;
  readonly limit: RateLimit;
  readonly idempotency: ReturnType<typeof createIdempotency>;
  readonly clock: Clock;
  readonly log: LogEvent;
}

export type VerbAnswer = object;

/**
 * Mounts one verb: POST alone, its own credential in a header, so that no form of another site can call it; a small JSON
 * body or none; `Idempotency-Key` if the caller wants its retries to be one.
 * @param run is told who calls, as the journal will name it.
 */
export function mountVerb<Request>(
  router: Router,
  path: string,
  door: VerbDoor,
  form: VerbForm<Request>,
  run: (request: Request, actor: string) => Promise<VerbAnswer>,
): void {
  router.post(exactPath(path), ...entrance(door), async (ctx) => {
    const body = await readBody(ctx.req, door.clock);
    const request = readVerbRequest(form, ctx.get('Content-Type'), body);
    const actor = String(ctx.state.actor);
    const work = () => keepAnswer(ctx, door.log, () => run(request, actor));
    const key = 'idempotency-key' in ctx.headers ? ctx.get('Idempotency-Key') : undefined;
    const { answer, replayed } =
      key === undefined
        ? { answer: await work(), replayed: false }
        : await door.idempotency(key, fingerprintRequest(`${actor} ${path}`, body), work);
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    writeAnswer(ctx, answer);
  });
}

/**
 * Mounts what such a caller may look at.
 * @param parameters the names that the query of the URL may have.
 */
export function mountView(
  router: Router,
  path: string,
  door: VerbDoor,
  parameters: readonly string[],
  view: (query: Query) => Promise<VerbAnswer>,
): void {
  router.get(exactPath(path), ...entrance(door), async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await view(readQuery(ctx.querystring, parameters));
  });
}

function entrance({ limit, realm, identify }: VerbDoor): readonly [Koa.Middleware, Koa.Middleware] {
  const limited: Koa.Middleware = async (ctx, next) => {
    await limit(ctx.ip);
    await next();
  };
  return [limited, requireCaller(realm, identify)];
}

/** Runs the verb and keeps what is said of it, a refusal too: a retry under the same key must hear the same. */
async function keepAnswer(
  ctx: Koa.Context,
  log: LogEvent,
  run: () => Promise<VerbAnswer>,
): Promise<KeptAnswer> {
  try {
    const body = JSON.stringify(await run());
    return { status: 200, headers: {}, contentType: 'application/json', body };
  } catch (error) {
    return problemAnswer(toProblem(error, log, String(ctx.state.requestId)));
  }
}

function writeAnswer(ctx: Koa.Context, { status, headers, contentType, body }: KeptAnswer): void {
  ctx.set('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value);
  ctx.status = status;
  ctx.body = body;
  ctx.set('Content-Type', contentType);
}
