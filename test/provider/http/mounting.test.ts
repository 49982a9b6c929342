import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createProvider } from 'keyturn';
import Koa from 'koa';
import { expect, onTestFinished, test } from 'vitest';
import { sendRequest, testConfiguration, tokenRequest } from './test-provider.js';

async function listenOn(handler: Parameters<typeof createServer>[1]): Promise<number> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function createQuiet(issuer: string) {
  const provider = await createProvider({ ...testConfiguration, issuer }, { log: () => {} });
  onTestFinished(() => provider.close());
  return provider;
}

test('serves its own paths inside another Koa application and passes on the rest', async () => {
  const provider = await createQuiet('http://localhost:4000/issuer');
  const host = new Koa();
  host.use(async (ctx, next) => {
    ctx.set('x-host', 'seen');
    await next();
  });
  host.use(provider.middleware());
  host.use((ctx) => {
    ctx.body = `host: ${ctx.path}`;
  });
  const port = await listenOn(host.callback());
  expect((await sendRequest(port, '/issuer/jwks')).json.keys).toHaveLength(2);
  expect((await sendRequest(port, '/issuer/token', tokenRequest())).status).toBe(200);
  expect((await sendRequest(port, '/issuer/token')).status).toBe(405);
  expect((await sendRequest(port, '/issuer/jwks')).headers['x-host']).toBe('seen');
  for (const path of ['/', '/jwks', '/issuer/other'])
    expect((await sendRequest(port, path)).text).toBe(`host: ${path}`);
});

test('what stands around it may still add to an answer that went well', async () => {
  const provider = await createQuiet('http://localhost:4000/issuer');
  const host = new Koa();
  host.use(async (ctx, next) => {
    await next();
    ctx.set('x-seen', `${ctx.status} ${ctx.type} ${ctx.response.length}`);
  });
  host.use(provider.middleware());
  const port = await listenOn(host.callback());
  const answer = await sendRequest(port, '/issuer/jwks');
  expect(answer.headers['x-seen']).toBe(`200 application/jwk-set+json ${answer.text.length}`);
  expect(answer.headers['x-frame-options']).toBe('DENY');
  const tag = { 'if-none-match': String(answer.headers.etag) };
  expect((await sendRequest(port, '/issuer/jwks', { headers: tag })).status).toBe(304);
});

test('errors of its own stay its own, in the form that they have elsewhere', async () => {
  const provider = await createQuiet('http://localhost:4000/issuer');
  const host = new Koa();
  host.silent = true;
  host.use(provider.middleware());
  const port = await listenOn(host.callback());
  const answer = await sendRequest(port, '/issuer/token', { ...tokenRequest(), body: 'grant_type=x' });
  expect([answer.status, answer.json.error]).toEqual([400, 'unsupported_grant_type']);
});

test('is a plain request listener too', async () => {
  const provider = await createQuiet('http://localhost:4000');
  const port = await listenOn(provider.callback());
  expect((await sendRequest(port, '/jwks')).status).toBe(200);
  expect((await sendRequest(port, '/nowhere')).json.code).toBe('not_found');
});

test('a body parser before it is named as the defect it is', async () => {
  const lines: string[] = [];
  const provider = await createProvider(testConfiguration, {
    log: (_level, _event, fields) => lines.push(JSON.stringify(fields)),
  });
  onTestFinished(() => provider.close());
  const host = new Koa();
  host.use(async (ctx, next) => {
    for await (const _ of ctx.req);
    await next();
  });
  host.use(provider.middleware());
  const port = await listenOn(host.callback());
  const answer = await sendRequest(port, '/token', tokenRequest());
  expect([answer.status, answer.json.error]).toEqual([500, 'server_error']);
  expect(lines.join('')).toContain('stream is not readable');
});
