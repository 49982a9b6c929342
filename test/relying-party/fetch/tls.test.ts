import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import nock from 'nock';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createNodeFetch } from '../../../relying-party/fetch/node.js';
import { loopbackRules } from '../keys/key-stand.js';
import { loopbackTls } from './loopback-tls.js';

// Interceptors stand before the socket, which is what is tested here.
beforeAll(() => nock.restore());
afterAll(() => nock.activate());

const fetchDocument = createNodeFetch({ resolve: async () => [{ address: '127.0.0.1', family: 4 }] });

async function startTls(): Promise<number> {
  const server = createServer(loopbackTls, (_request, response) => response.end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

test('an issuer in an inner network is read with its own root, and without it not at all', async () => {
  const url = `https://issuer.example:${await startTls()}/`;
  await expect(fetchDocument({ url }, loopbackRules)).rejects.toMatchObject({
    code: 'connection_failed',
    cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  });
  const rules = { ...loopbackRules, tlsCa: loopbackTls.cert };
  expect((await fetchDocument({ url }, rules)).status).toBe(200);
  // Again, over the kept connection.
  expect((await fetchDocument({ url }, rules)).status).toBe(200);
});

test('a certificate for another name is refused', async () => {
  const url = `https://other.example:${await startTls()}/`;
  const rules = { ...loopbackRules, tlsCa: [loopbackTls.cert] };
  await expect(fetchDocument({ url }, rules)).rejects.toMatchObject({
    code: 'connection_failed',
    cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  });
});
