import type { Clock } from '@keyturn/shared/clock';
import type Router from '@koa/router';
import type Koa from 'koa';
import type { SecretCheck } from '../oauth/secret-check.js';
import type { LogEvent } from '../rotator/ring-context.js';
import { problemAnswer, toProblem } from './answer-errors.js';
import { requireCredential } from './bearer-credential.js';
import type { CronForm } from './cron-request.js';
import { readCronRequest } from './cron-request.js';
import { exactPath } from './exact-path.js';
import type { createIdempotency } from './idempotency.js';
import { fingerprintRequest } from './idempotency.js';
import type { KeptAnswer } from './kept-answer.js';
import type { RateLimit } from './rate-limits.js';
import { readBody } from './read-body.js';

/** What stands before every cron verb. */
export interface CronDoor {
  readonly checkCredential: SecretCheck;
  readonly limit: RateLimit;
  readonly idempotency: ReturnType<typeof createIdempotency>;
  readonly clock: Clock;
  readonly log: LogEvent;
}

export type CronAnswer = Readonly<Record<string, unknown>>;

/**
 * Mounts one verb: POST alone, its own credential in a header, so that no form of another site can call it; a small JSON
 * body or none; `Idempotency-Key` if the caller wants its retries to be one.
 */
export function mountCronVerb<Request>(
  router: Router,
  path: string,
  door: CronDoor,
  form: CronForm<Request>,
  run: (request: Request) => Promise<CronAnswer>,
): void {
  const limited: Koa.Middleware = async (ctx, next) => {
    await door.limit(ctx.ip);
    await next();
  };
  router.post(exactPath(path), limited, requireCredential(door.checkCredential), async (ctx) => {
    const body = await readBody(ctx.req, door.clock);
    const request = readCronRequest(form, ctx.get('Content-Type'), body);
    const work = () => keepAnswer(ctx, door.log, () => run(request));
    const key = 'idempotency-key' in ctx.headers ? ctx.get('Idempotency-Key') : undefined;
    const { answer, replayed } =
      key === undefined
        ? { answer: await work(), replayed: false }
        : await door.idempotency(key, fingerprintRequest(path, body), work);
    if (replayed) ctx.set('Idempotency-Replayed', 'true');
    writeAnswer(ctx, answer);
  });
}

/** Runs the verb and keeps what is said of it, a refusal too: a retry under the same key must hear the same. */
async function keepAnswer(
  ctx: Koa.Context,
  log: LogEvent,
  run: () => Promise<CronAnswer>,
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
