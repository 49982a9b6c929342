import type Koa from 'koa';
import type { ProxyRules } from './proxy-rules.js';
import { createCallerOf } from './proxy-rules.js';

/** Makes `ctx.ip` whom a known proxy names; without rules nobody is believed, and it stays who is connected. */
export function trustProxy(rules: ProxyRules | undefined): (ctx: Koa.Context) => void {
  const callerOf = rules && createCallerOf(rules);
  return (ctx) => {
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
  };
}

/** Whether the client speaks https, to us or to a proxy that is believed. */
export function isEncrypted(ctx: Koa.Context): boolean {
  return ctx.state.isEncrypted === true;
}
