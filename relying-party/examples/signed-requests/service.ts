import { createServer } from 'node:http';
import { createVerifier } from '@keyturn/relying-party';
import { jwc } from '@keyturn/relying-party/jwc';
import { type BearerState, bearerAuth } from '@keyturn/relying-party/koa';
import type { Clock } from '@keyturn/shared/clock';
import Koa from 'koa';
import { audience } from './issuer.js';
import { listenOnLoopback } from './listen.js';

/** What the service says to a request that it takes. */
export interface OrderAnswer {
  readonly subject: unknown;
  /** The holder's key. */
  readonly signedBy: string | undefined;
  /** The issuer's. */
  readonly innerSignedBy: string | undefined;
}

/** A service that takes requests only as their sender signed them: this method, this address, once. */
export async function startService(issuer: string, clock: Clock) {
  const verifier = createVerifier({
    trustPaths: [jwc()],
    issuers: [
      {
        issuer,
        audience,
        trustPath: 'jwc',
        jwc: { innerIssuer: issuer, maxOuterLifetimeSeconds: 60, refuseReplays: true },
      },
    ],
    // For this example alone: an issuer on loopback, and durations in which a key turns while you watch.
    allowLoopback: true,
    durations: 'drill',
    clock,
  });
  const server = createServer();
  const { url, close } = await listenOnLoopback(server);

  const app = new Koa<BearerState>();
  app.use(bearerAuth(verifier, { scope: 'orders' }));
  app.use(signedForThisRequest(url));
  app.use((ctx) => {
    const { claims, kid, outer } = ctx.state.token;
    // Who it is says the issuer, in the inner. What is asked says the holder, in the outer.
    const answer: OrderAnswer = { subject: claims.sub, signedBy: outer?.kid, innerSignedBy: kid };
    ctx.body = answer;
  });
  server.on('request', app.callback());
  return {
    url,
    close() {
      verifier.close();
      return close();
    },
  };
}

/** The signature holds for the method and the whole address, query included; a body is not covered. */
function signedForThisRequest(url: string): Koa.Middleware<BearerState> {
  return async (ctx, next) => {
    const { htm, htu } = ctx.state.token.outer?.claims ?? {};
    if (htm === ctx.method && htu === `${url}${ctx.originalUrl}`) return next();
    ctx.status = 401;
    ctx.body = { title: 'Signed for another request' };
  };
}
