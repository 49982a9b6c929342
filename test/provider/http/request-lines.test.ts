import { expect, test } from 'vitest';
import { startTestProvider } from './test-provider.js';

test('a line for each request, by how much it should be looked at', async () => {
  const lines: (readonly [string, unknown])[] = [];
  const { call } = await startTestProvider(
    {},
    { log: (level, event, { path, status }) => event === 'request' && lines.push([level, { path, status }]) },
  );
  const { headers } = await call('/jwks');
  await call('/jwks', { headers: { 'if-none-match': String(headers.etag) } });
  await call('/.well-known/openid-configuration', { method: 'PUT' });
  await call('/jwks/history');
  await call('/token', { method: 'POST' });
  expect(lines).toEqual([
    ['debug', { path: '/jwks', status: 200 }],
    ['debug', { path: '/jwks', status: 304 }],
    ['info', { path: '/.well-known/openid-configuration', status: 405 }],
    ['info', { path: '/jwks/history', status: 404 }],
    ['info', { path: '/token', status: 400 }],
  ]);
});
