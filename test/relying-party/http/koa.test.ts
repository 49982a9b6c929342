import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import Koa from 'koa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BearerState, bearerAuth } from '../../../relying-party/http/koa.js';
import { accessToken, makeKey, makeVerifier, nowSeconds } from '../made-tokens.js';

const key = makeKey('ES256');
const verifier = makeVerifier([key]);
let server: Server;
let origin: string;

beforeAll(async () => {
  const app = new Koa<BearerState>();
  app.use(bearerAuth(verifier, { scope: 'read', realm: 'api' }));
  app.use((ctx) => {
    ctx.body = { sub: ctx.state.token.claims.sub, kid: ctx.state.token.kid };
  });
  app.silent = true;
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const get = (authorization?: string, path = '/') =>
  fetch(origin + path, authorization === undefined ? {} : { headers: { authorization } });

test('an accepted token goes through, with the result on ctx.state.token', async () => {
  const response = await get(`Bearer ${accessToken(key)}`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ sub: 'client-1', kid: 'kid-ES256' });
});

test.each([
  ['no token', undefined, '/', 401, undefined],
  ['an expired token', `Bearer ${accessToken(key, { exp: nowSeconds - 60 })}`, '/', 401, 'invalid_token'],
  ['too little scope', `Bearer ${accessToken(key, { scope: 'write' })}`, '/', 403, 'insufficient_scope'],
  ['a malformed field', 'Bearer a b', '/', 400, 'invalid_request'],
  ['a token in the URL as well', `Bearer ${accessToken(key)}`, '/?access_token=x', 400, 'invalid_request'],
  ['a token in the URL alone', undefined, '/?access_token=x', 400, 'invalid_request'],
])('%s', async (_name, authorization, path, status, error) => {
  const response = await get(authorization, path);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const challenge = response.headers.get('www-authenticate') ?? '';
  expect(challenge).toMatch(/^Bearer realm="api"/);
  expect(/error="(.*?)"/.exec(challenge)?.[1]).toBe(error);
  expect(await response.json()).toMatchObject({ status });
});

test('a second Authorization field is not lost on the way', async () => {
  const field = `Authorization: Bearer ${accessToken(key)}\r\n`;
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${field}${field}Connection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

test('a fault of ours is not the caller’s: it is no 401', async () => {
  const app = new Koa();
  app.silent = true;
  app.use(bearerAuth({ verify: () => Promise.reject(new Error('broken')) }));
  const broken = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => broken.once('listening', resolve));
  const { port } = broken.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: 'Bearer a.b.c' } });
  broken.close();
  broken.closeAllConnections();
  expect(response.status).toBe(500);
});
