import type Koa from 'koa';
import { type Answer, givenAnswer } from './answer.js';
import { sharedHeaders } from './public-document.js';
import { securityHeaders, strictTransport } from './security-headers.js';
import { isEncrypted } from './trust-proxy.js';

const ofEveryAnswer = Object.entries(securityHeaders).flat();

/** Whoever answered, and however: what every answer has is added, and an answer that was given is written. */
export function writeAnswer(ctx: Koa.Context, { atOnce }: { readonly atOnce: boolean }): void {
  if (ctx.res.headersSent) return;
  const answer = givenAnswer(ctx);
  const common = commonHeaders(ctx, answer);
  if (answer === undefined) setMissing(ctx, common);
  else if (atOnce && ctx.req.httpVersionMajor === 1) writeAtOnce(ctx, common, answer);
  else leaveToKoa(ctx, common, answer);
}

function commonHeaders(ctx: Koa.Context, answer: Answer | undefined): readonly string[] {
  // RFC 9110 section 15.4.5: no more than the copy needs, which has its own.
  const protection = answer?.status === 304 ? [] : ofEveryAnswer;
  const transport = isEncrypted(ctx) ? ['Strict-Transport-Security', strictTransport] : [];
  const { requestId } = ctx.state;
  return [...protection, ...sharedHeaders(ctx), ...transport, 'X-Request-Id', String(requestId)];
}

/** Who serves a page wrote a policy of its own. */
function setMissing(ctx: Koa.Context, headers: readonly string[]): void {
  eachHeader(headers, (name, value) => {
    if (!ctx.res.hasHeader(name)) ctx.res.setHeader(name, value);
  });
}

function writeAtOnce(ctx: Koa.Context, common: readonly string[], { status, headers, body }: Answer): void {
  const length = body === null ? [] : ['Content-Length', String(body.lengthBytes)];
  ctx.respond = false;
  ctx.res.writeHead(status, [...common, ...headers, ...length]);
  // HEAD is answered as GET, without the body (RFC 9110 section 9.3.2).
  ctx.res.end(ctx.req.method === 'HEAD' ? undefined : body?.text);
}

function leaveToKoa(ctx: Koa.Context, common: readonly string[], { status, headers, body }: Answer): void {
  setMissing(ctx, common);
  ctx.status = status;
  eachHeader(headers, (name, value) => ctx.set(name, value));
  if (body !== null) ctx.body = body.text;
}

function eachHeader(headers: readonly string[], take: (name: string, value: string) => void): void {
  for (let at = 0; at < headers.length; at += 2) take(headers[at] ?? '', headers[at + 1] ?? '');
}
