import type Koa from 'koa';
import getRawBody from 'raw-body';
import type { z } from 'zod';
import { Refusal } from './refusal.js';

const MOST_BODY_BYTES = 4096;

/** The body of a request, by its schema. Rejects with Refusal. */
export async function readJson<Body>(ctx: Koa.Context, schema: z.ZodType<Body>): Promise<Body> {
  // A form of another site's page cannot send this type without asking first (CORS).
  if (ctx.is('application/json') === false || ctx.get('Content-Encoding') !== '')
    throw new Refusal('content_type_unsupported');
  const read = schema.safeParse(parse(await readBody(ctx)));
  if (!read.success) throw new Refusal('request_invalid');
  return read.data;
}

async function readBody({ req }: Koa.Context): Promise<Buffer> {
  try {
    return await getRawBody(req, { limit: MOST_BODY_BYTES, length: req.headers['content-length'] ?? null });
  } catch (error) {
    // The rest is thrown away, so that the caller gets an answer and not a broken connection.
    req.resume();
    const isTooLarge = error instanceof Error && 'type' in error && error.type === 'entity.too.large';
    throw new Refusal(isTooLarge ? 'body_too_large' : 'request_invalid');
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Refusal('request_invalid');
  }
}
