import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resourceMetadata } from '../../../relying-party/http/resource-metadata.js';
import { accessToken, makeKey, makeVerifier, nowSeconds } from '../made-tokens.js';
import { type Stand, stands } from './adapter-stands.js';

const key = makeKey('ES256');
const verifier = makeVerifier([key]);
const metadata = resourceMetadata({
  resource: 'https://api.example/v1',
  authorizationServers: ['https://issuer.example'],
  scopesSupported: ['read', 'write'],
});
const unreachable = {
  verify: () => Promise.reject(new Error('a fault of ours')),
};

describe.each(Object.entries(stands))('%s', (_name, start) => {
  let stand: Stand;
  beforeAll(async () => {
    stand = await start({ verifier, metadata });
  });
  afterAll(() => stand.close());

  const get = (authorization?: string, path = '/') =>
    fetch(
      `http://127.0.0.1:${stand.port}${path}`,
      authorization === undefined ? {} : { headers: { authorization } },
    );

  test('an accepted token goes through, with its result', async () => {
    const response = await get(`Bearer ${accessToken(key)}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ sub: 'client-1', kid: 'kid-ES256' });
  });

  test.each([
    ['no token', undefined, '/', 401, undefined],
    ['another scheme', 'Basic eDp5', '/', 401, undefined],
    ['an expired token', `Bearer ${accessToken(key, { exp: nowSeconds - 60 })}`, '/', 401, 'invalid_token'],
    ['too little scope', `Bearer ${accessToken(key, { scope: 'write' })}`, '/', 403, 'insufficient_scope'],
    ['a malformed field', 'Bearer a b', '/', 400, 'invalid_request'],
    ['a token in the URL as well', `Bearer ${accessToken(key)}`, '/?access_token=x', 400, 'invalid_request'],
    ['a token in the URL alone', undefined, '/?access_token=x', 400, 'invalid_request'],
  ])('%s', async (_what, authorization, path, status, error) => {
    const response = await get(authorization, path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const challenge = response.headers.get('www-authenticate') ?? '';
    expect(challenge).toMatch(/^Bearer realm="api"/);
    expect(challenge).toContain(
      'resource_metadata="https://api.example/.well-known/oauth-protected-resource/v1"',
    );
    expect(/error="(.*?)"/.exec(challenge)?.[1]).toBe(error);
    expect(await response.json()).toMatchObject({ status });
  });

  test('a second Authorization field is not lost on the way', async () => {
    const field = `Authorization: Bearer ${accessToken(key)}\r\n`;
    const answer = await sendRaw(
      stand.port,
      `GET / HTTP/1.1\r\nHost: x\r\n${field}${field}Connection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('the metadata is served to everybody, at its place and by GET and HEAD alone', async () => {
    const response = await get(undefined, metadata.path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      resource: 'https://api.example/v1',
      authorization_servers: ['https://issuer.example'],
      scopes_supported: ['read', 'write'],
      bearer_methods_supported: ['header'],
    });
    const head = await fetch(`http://127.0.0.1:${stand.port}${metadata.path}`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    const post = await fetch(`http://127.0.0.1:${stand.port}${metadata.path}`, { method: 'POST' });
    expect(post.status).not.toBe(200);
  });

  test('a fault of ours is not the caller’s: it is no 401', async () => {
    const faulty = await start({ verifier: unreachable, metadata });
    const response = await fetch(`http://127.0.0.1:${faulty.port}/`, {
      headers: { authorization: 'Bearer a.b.c' },
    });
    await faulty.close();
    expect(response.status).toBe(500);
  });

  test('a provider that cannot be reached is 503 with Retry-After, and no challenge', async () => {
    const { VerificationRejection } = await import('../../../relying-party/rejection.js');
    const rejection = new VerificationRejection('keys_unavailable', 'gone', { retryAfterSeconds: 7 });
    const cut = await start({ verifier: { verify: () => Promise.reject(rejection) }, metadata });
    const response = await fetch(`http://127.0.0.1:${cut.port}/`, {
      headers: { authorization: 'Bearer a.b.c' },
    });
    await cut.close();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('www-authenticate')).toBeNull();
  });
});

function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (part) => {
      answer += part;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}
