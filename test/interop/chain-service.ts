import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createVerifier, type VerifiedToken } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { bearerAuth } from '@keyturn/relying-party/koa';
import { systemClock } from '@keyturn/shared/clock';
import Koa from 'koa';
import { onTestFinished } from 'vitest';
import { compact, type MadeKey, makeKey } from '../relying-party/made-tokens.js';

/** What the browser reports at its end. */
export interface PageReport {
  /** What came of taking the private key out. */
  readonly taken: unknown;
  readonly failures: readonly string[];
  readonly agent: string;
}

/** A request that the service accepted. */
export interface AcceptedRequest {
  /** Of the key that signed its inner. */
  readonly signerKid: string | undefined;
  readonly innerJti: unknown;
  readonly holder: string | undefined;
  readonly htm: unknown;
}

const innerLifetimeSeconds = 6;
const audience = 'https://orders.example';

/**
 * An issuer of inners, its discovery, and a Koa service that verifies, behind one port; and the rotation of the key that
 * signs inners: published first, signing only when the service knows it, the old one gone when its last inner is over.
 */
export async function startChainService(page: string) {
  const [old, next] = [makeKey('ES256', 'inner-1'), makeKey('ES256', 'inner-2')];
  const turn = { published: [old] as readonly MadeKey[], signing: old, lastOldExpSeconds: 0, issued: 0 };
  const accepted: AcceptedRequest[] = [];
  let takeReport: (report: PageReport) => void = () => {};
  const report = new Promise<PageReport>((resolve) => {
    takeReport = resolve;
  });

  const app = new Koa();
  const server = createServer();
  const issuer = await listen(server);
  const verifier = createVerifier({
    allowLoopback: true,
    durations: 'drill',
    trustPaths: [jwc()],
    issuers: [{ issuer, audience, trustPath: 'jwc', jwc: { innerIssuer: issuer, refuseReplays: true } }],
  });
  onTestFinished(() => verifier.close());
  const refusals: string[] = [];
  verifier.on('token.refused', ({ code }) => refusals.push(code));

  const turnKeys = (): void => {
    const now = systemClock.nowSeconds();
    const kids = verifier.status().flatMap(({ keys }) => keys.kids);
    if (accepted.length === 20) turn.published = [old, next];
    if (turn.signing === old && kids.includes('inner-2')) turn.signing = next;
    if (turn.signing === next && now > turn.lastOldExpSeconds + 5) turn.published = [next];
  };
  const mintInner = (tjwk: unknown): string => {
    const iat = Math.floor(systemClock.nowSeconds());
    const exp = iat + innerLifetimeSeconds;
    if (turn.signing === old) turn.lastOldExpSeconds = exp;
    const claims = {
      iss: issuer,
      aud: audience,
      sub: 'browser',
      iat,
      exp,
      jti: `inner-${++turn.issued}`,
      tjwk,
    };
    return compact(turn.signing, { alg: 'ES256', typ: 'jwc-inner+jwt', kid: turn.signing.jwk.kid }, claims);
  };
  const isDone = (): boolean => {
    const kids = verifier.status().flatMap(({ keys }) => keys.kids);
    const since = accepted.slice(-10);
    return !kids.includes('inner-1') && since.every(({ signerKid }) => signerKid === 'inner-2');
  };

  const open: Readonly<Record<string, (ctx: Koa.Context) => unknown>> = {
    '/': (ctx) => {
      ctx.type = 'html';
      return '<!doctype html><script type="module" src="/page.mjs"></script>';
    },
    '/favicon.ico': () => '',
    '/page.mjs': (ctx) => {
      ctx.type = 'text/javascript';
      return page;
    },
    '/.well-known/openid-configuration': () => ({ issuer, jwks_uri: `${issuer}/jwks` }),
    '/jwks': (ctx) => {
      ctx.set('cache-control', 'max-age=1');
      return { keys: turn.published.map(({ jwk }) => jwk) };
    },
    '/inner': async (ctx) => mintInner(JSON.parse(await text(ctx.req))),
    '/report': async (ctx) => {
      takeReport({ ...JSON.parse(await text(ctx.req)), agent: ctx.get('user-agent') });
      return 'thanks';
    },
  };
  app.use(async (ctx, serve) => {
    const answer = open[ctx.path];
    if (answer === undefined) return serve();
    ctx.body = await answer(ctx);
  });
  app.use(bearerAuth(verifier));
  app.use((ctx) => {
    const { kid, claims, outer } = ctx.state.token as VerifiedToken;
    accepted.push({ signerKid: kid, innerJti: claims.jti, holder: outer?.kid, htm: outer?.claims.htm });
    turnKeys();
    ctx.set('x-done', isDone() ? 'yes' : 'no');
    ctx.body = 'ok';
  });
  server.on('request', app.callback());
  return { url: issuer, accepted, refusals, report };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
