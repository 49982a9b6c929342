import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import type { DpopAuth } from '@keyturn/relying-party/dpop';
import * as forExpress from '@keyturn/relying-party/express';
import * as forFastify from '@keyturn/relying-party/fastify';
import * as forHono from '@keyturn/relying-party/hono';
import * as forKoa from '@keyturn/relying-party/koa';
import * as forWeb from '@keyturn/relying-party/web';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import type { Verifier } from '../../../relying-party/create-verifier.js';
import type { VerifiedToken } from '../../../relying-party/trust/verified-token.js';

/** What every stand serves: its metadata openly, everything else to who has a token with the scope `read`. */
export interface StandParts {
  readonly verifier: Pick<Verifier, 'verify'>;
  readonly metadata: forWeb.ResourceMetadata;
  readonly dpop?: DpopAuth;
}

/** Something that listens, by one framework. */
export interface Stand {
  readonly port: number;
  close(): Promise<void>;
}

const challenge = ({ metadata, dpop }: StandParts) => ({
  ...(dpop === undefined ? {} : { dpop }),
  scope: 'read',
  realm: 'api',
  resourceMetadata: metadata.url,
});
const show = ({ claims, kid }: VerifiedToken) => ({ sub: claims.sub, kid });

async function listening(server: Server): Promise<Stand> {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** The real frameworks, each with the adapter as its README says. */
export const stands: Readonly<Record<string, (parts: StandParts) => Promise<Stand>>> = {
  koa(parts) {
    const app = new Koa<forKoa.BearerState>();
    app.silent = true;
    app.use(forKoa.serveResourceMetadata(parts.metadata));
    app.use(forKoa.bearerAuth(parts.verifier, challenge(parts)));
    app.use((ctx) => {
      ctx.body = show(ctx.state.token);
    });
    return listening(app.listen(0, '127.0.0.1'));
  },

  express(parts) {
    const app = express().set('env', 'test');
    app.use(forExpress.serveResourceMetadata(parts.metadata));
    app.use(express.urlencoded({ extended: false }));
    app.use(forExpress.bearerAuth(parts.verifier, challenge(parts)));
    app.all('/*path', (_request, response) => {
      response.json(show(response.locals.token));
    });
    app.all('/', (_request, response) => {
      response.json(show(response.locals.token));
    });
    return listening(app.listen(0, '127.0.0.1'));
  },

  async fastify(parts) {
    const app = fastify();
    app.decorateRequest('token');
    forFastify.serveResourceMetadata(app, parts.metadata);
    app.register(async (guarded) => {
      guarded.addHook('onRequest', forFastify.bearerAuth(parts.verifier, challenge(parts)));
      guarded.get('/', async (request) => show((request as unknown as forFastify.BearerState).token));
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
  },

  hono(parts) {
    const app = new Hono<{ Bindings: HttpBindings; Variables: forHono.BearerState }>();
    app.use(forHono.serveResourceMetadata(parts.metadata));
    app.use(forHono.bearerAuth(parts.verifier, challenge(parts)));
    app.get('/', (context) => context.json(show(context.get('token'))));
    app.onError((_error, context) => context.text('a fault', 500));
    return listening(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server);
  },

  web(parts) {
    const handle = async (request: Request): Promise<Response> => {
      const metadata = forWeb.answerResourceMetadata(parts.metadata, request);
      if (metadata !== undefined) return metadata;
      const outcome = await forWeb.authenticateRequest(parts.verifier, request, challenge(parts));
      return outcome.accepted ? Response.json(show(outcome.token)) : outcome.response;
    };
    return listening(serve({ fetch: handle, port: 0, hostname: '127.0.0.1' }) as Server);
  },
};
