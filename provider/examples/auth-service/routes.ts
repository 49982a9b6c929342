import { STATUS_CODES } from 'node:http';
import Router from '@koa/router';
import type Koa from 'koa';
import { z } from 'zod';
import { logIn, type Parts, signUp } from './log-in.js';
import { readJson } from './read-json.js';
import { Refusal } from './refusal.js';
import { userName } from './users.js';

const name = z.string().max(128);
const password = z.string().max(1024);
const logInForm = z.strictObject({ name, password });
const signUpForm = z.strictObject({ name: name.regex(userName), password });

/** `POST /users` and `POST /login`. */
export function createRoutes(parts: Parts): Koa.Middleware {
  const router = new Router();
  router.use(answerRefusals());
  router.post('/users', async (ctx) => {
    await parts.attempts.countSignUp(ctx.ip);
    ctx.body = await signUp(parts, await readJson(ctx, signUpForm));
    ctx.status = 201;
  });
  router.post('/login', async (ctx) => {
    ctx.body = await logIn(parts, await readJson(ctx, logInForm), ctx.ip);
  });
  return router.routes() as Koa.Middleware;
}

/** RFC 9457, with a stable code. */
function answerRefusals(): Koa.Middleware {
  return async (ctx, next) => {
    ctx.set('Cache-Control', 'no-store');
    try {
      await next();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, status, message, retryAfterSeconds } = error;
      ctx.status = status;
      ctx.body = { type: 'about:blank', title: STATUS_CODES[status], status, code, detail: message };
      ctx.type = 'application/problem+json';
      if (retryAfterSeconds !== undefined) ctx.set('Retry-After', String(retryAfterSeconds));
      // RFC 9110 section 11.6.1 wants a challenge; no browser opens a window for this one.
      if (status === 401) ctx.set('WWW-Authenticate', 'Password');
    }
  };
}
