import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import * as forExpress from '@keyturn/relying-party/express';
import * as forFastify from '@keyturn/relying-party/fastify';
import * as forHono from '@keyturn/relying-party/hono';
import * as forKoa from '@keyturn/relying-party/koa';
import type { MtlsCheck } from '@keyturn/relying-party/mtls';
import * as forWeb from '@keyturn/relying-party/web';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import type { Verifier } from '../../../relying-party/create-verifier.js';
import { loopbackTls } from '../fetch/loopback-tls.js';

export interface MtlsParts {
  readonly verifier: Pick<Verifier, 'verify'>;
  readonly mtls: MtlsCheck;
}

/** A server that asks for a certificate and takes any: the token says which one it must be. */
export const tlsOptions: ServerOptions = { ...loopbackTls, requestCert: true, rejectUnauthorized: false };

export interface MtlsStand {
  readonly port: number;
  close(): Promise<void>;
}

type AnyServer = {
  readonly listening: boolean;
  address(): AddressInfo | string | null;
  close(): unknown;
  once(name: 'listening', listener: () => void): unknown;
  closeAllConnections?(): void;
};

async function listening(server: AnyServer): Promise<MtlsStand> {
  if (!server.listening) await new Promise<void>((resolve) => server.once('listening', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections?.();
    },
  };
}

/** Each framework over TLS, with the adapter as its README says. */
export const mtlsStands: Readonly<Record<string, (parts: MtlsParts) => Promise<MtlsStand>>> = {
  koa({ verifier, mtls }) {
    const app = new Koa<forKoa.BearerState>();
    app.use(forKoa.bearerAuth(verifier, { mtls }));
    app.use((ctx) => {
      ctx.body = 'in';
    });
    return listening(createServer(tlsOptions, app.callback()).listen(0, '127.0.0.1'));
  },

  express({ verifier, mtls }) {
    const app = express().set('env', 'test');
    app.use(forExpress.bearerAuth(verifier, { mtls }));
    app.get('/', (_request, response) => {
      response.send('in');
    });
    return listening(createServer(tlsOptions, app).listen(0, '127.0.0.1'));
  },

  async fastify({ verifier, mtls }) {
    const app = fastify({ https: tlsOptions });
    app.decorateRequest('token');
    app.addHook('onRequest', forFastify.bearerAuth(verifier, { mtls }));
    app.get('/', async () => 'in');
    await app.listen({ port: 0, host: '127.0.0.1' });
    return {
      port: (app.server.address() as AddressInfo).port,
      close: async () => {
        await app.close();
      },
    };
  },

  hono({ verifier, mtls }) {
    const app = new Hono<{ Bindings: HttpBindings; Variables: forHono.BearerState }>();
    app.use(forHono.bearerAuth(verifier, { mtls }));
    app.get('/', (context) => context.text('in'));
    const { fetch } = app;
    return listening(
      serve({ fetch, port: 0, hostname: '127.0.0.1', createServer, serverOptions: tlsOptions }) as AnyServer,
    );
  },

  web({ verifier, mtls }) {
    const handle = async (request: Request, { incoming }: HttpBindings): Promise<Response> => {
      const { socket } = incoming;
      const outcome = await forWeb.authenticateRequest(verifier, request, { mtls }, { socket });
      return outcome.accepted ? new Response('in') : outcome.response;
    };
    return listening(
      serve({
        fetch: (request, env) => handle(request, env as HttpBindings),
        port: 0,
        hostname: '127.0.0.1',
        createServer,
        serverOptions: tlsOptions,
      }) as AnyServer,
    );
  },
};
