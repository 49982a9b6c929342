import type Koa from 'koa';
import type { SecretCheck } from '../oauth/secret-check.js';
import { addressBlock } from './address-block.js';
import { HttpProblem } from './problem.js';

const challenge = 'Bearer realm="keyturn cron"';

/** Lets a request pass that carries one of the accepted bearer credentials (RFC 6750 section 2.1). */
export function requireCredential(check: SecretCheck): Koa.Middleware {
  return async (ctx, next) => {
    const presented = /^Bearer +([\w~+/.-]+=*)$/i.exec(ctx.get('Authorization'))?.[1];
    if (presented === undefined) {
      const detail = 'send it as Authorization: Bearer <credential>';
      throw new HttpProblem('credential_missing', { detail, headers: { 'WWW-Authenticate': challenge } });
    }
    if (!(await check(presented, addressBlock(ctx.ip)))) {
      const headers = { 'WWW-Authenticate': `${challenge}, error="invalid_token"` };
      throw new HttpProblem('credential_wrong', { headers });
    }
    await next();
  };
}
