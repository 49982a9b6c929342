import type { Clock } from '@keyturn/shared/clock';
import type Koa from 'koa';
import { isMediaType, readBody } from '../http/read-body.js';
import { OAuthError } from './oauth-error.js';
import type { Form } from './parse-form.js';
import { parseForm } from './parse-form.js';

/** The parameters of a request to an endpoint of OAuth: in the body, nowhere else. Rejects with OAuthError, HttpProblem. */
export async function readForm(ctx: Koa.Context, clock: Clock): Promise<Form> {
  if (hasQuery(ctx.req.url ?? ''))
    throw new OAuthError('invalid_request', 'send parameters in the body, none in the URL');
  if (!isMediaType(ctx.req.headers['content-type'] ?? '', 'application/x-www-form-urlencoded'))
    throw new OAuthError('invalid_request', 'the content type must be application/x-www-form-urlencoded');
  return parseForm(await readBody(ctx.req, clock));
}

/** A lone question mark asks for nothing. */
function hasQuery(url: string): boolean {
  const at = url.indexOf('?');
  return at >= 0 && at < url.length - 1;
}
