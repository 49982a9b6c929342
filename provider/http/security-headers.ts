import type Koa from 'koa';

/** Of every answer, whoever gives it: nothing here is a page, so nothing may be framed, scripted, sniffed or embedded. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** RFC 6797 section 7.2: only over https, as the client sees it. A year. */
const strictTransport = 'max-age=31536000';

const ofEveryAnswer = Object.entries(securityHeaders);

/** Sets them before anything else can answer; who serves a page writes its own policy over them. */
export function secureAnswers(isEncrypted: (ctx: Koa.Context) => boolean): Koa.Middleware {
  return (ctx, next) => {
    for (const [name, value] of ofEveryAnswer) ctx.res.setHeader(name, value);
    if (isEncrypted(ctx)) ctx.set('Strict-Transport-Security', strictTransport);
    return next();
  };
}
