import type Koa from 'koa';
import type { SecretCheck } from '../oauth/secret-check.js';
import { addressBlock } from './address-block.js';
import { HttpProblem } from './problem.js';

/**
 * Who a presented credential is of, by the name that the journal gets; undefined for nobody.
 * @param line who asks, by address.
 */
export type IdentifyCaller = (presented: string, line: string) => Promise<string | undefined>;

/** One credential, or several of one caller. */
export function identifyOne(actor: string, check: SecretCheck): IdentifyCaller {
  return async (presented, line) => ((await check(presented, line)) ? actor : undefined);
}

/** Several callers, each by a name of its own. All are asked, so that the time says nothing of who there is. */
export function identifyAmong(callers: readonly IdentifyCaller[]): IdentifyCaller {
  return async (presented, line) => {
    const found = await Promise.all(callers.map((identify) => identify(presented, line)));
    return found.find((actor) => actor !== undefined);
  };
}

/** Lets a request pass that carries an accepted bearer credential (RFC 6750 section 2.1); `ctx.state.actor` says whose. */
export function requireCaller(realm: string, identify: IdentifyCaller): Koa.Middleware {
  const challenge = `Bearer realm="${realm}"`;
  return async (ctx, next) => {
    const presented = /^Bearer +([\w~+/.-]+=*)$/i.exec(ctx.get('Authorization'))?.[1];
    if (presented === undefined) {
      const detail = 'send it as Authorization: Bearer <credential>';
      throw new HttpProblem('credential_missing', { detail, headers: { 'WWW-Authenticate': challenge } });
    }
    const actor = await identify(presented, addressBlock(ctx.ip));
    if (actor === undefined) {
      const headers = { 'WWW-Authenticate': `${challenge}, error="invalid_token"` };
      throw new HttpProblem('credential_wrong', { headers });
    }
    ctx.state.actor = actor;
    await next();
  };
}
