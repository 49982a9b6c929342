import type Koa from 'koa';
import type { ProxyRules } from './proxy-rules.js';
import { createCallerOf } from './proxy-rules.js';

/** `ctx.ip` is whom a known proxy names from here on; without rules nobody is believed, and it stays who is connected. */
export function trustProxy(rules: ProxyRules | undefined): Koa.Middleware {
  const callerOf = rules && createCallerOf(rules);
  return (ctx, next) => {
    const encrypted = 'encrypted' in ctx.req.socket && ctx.req.socket.encrypted === true;
    ctx.state.isEncrypted = encrypted;
    if (callerOf !== undefined) {
      const caller = callerOf({
        remoteAddress: ctx.req.socket.remoteAddress ?? '',
        encrypted,
        unverifiedForwardedFor: ctx.get('X-Forwarded-For'),
        unverifiedForwardedProto: ctx.get('X-Forwarded-Proto'),
      });
      ctx.request.ip = caller.address;
      ctx.state.isEncrypted = caller.encrypted;
    }
    return next();
  };
}

/** Whether the client speaks https, to us or to a proxy that is believed. */
export function isEncrypted(ctx: Koa.Context): boolean {
  return ctx.state.isEncrypted === true;
}
