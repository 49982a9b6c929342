import { systemClock } from '@keyturn/shared/clock';
import { expect, onTestFinished, test } from 'vitest';
import type { ConnectionLimits } from '../../../provider/http/connections.js';
import { type Listening, listen } from '../../../provider/http/server.js';
import { sendRaw } from './send-raw.js';

async function listenHere(
  handler: Parameters<typeof listen>[0],
  host = 'localhost',
  port = 0,
  limits: Partial<ConnectionLimits> = {},
): Promise<Listening> {
  const listening = await listen(handler, { host, port, ...limits }, { clock: systemClock });
  onTestFinished(() => listening.close());
  return listening;
}

const get = (host: string, port: number) => sendRaw(port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', host);

test('localhost is served on both loopback addresses', async () => {
  const { port } = await listenHere((_, response) =>
    response.writeHead(200, { connection: 'close' }).end('here'),
  );
  expect(await get('127.0.0.1', port)).toContain('here');
  expect(await get('::1', port)).toContain('here');
});

test('one address is served alone', async () => {
  const { port } = await listenHere(
    (_, response) => response.writeHead(200, { connection: 'close' }).end('here'),
    '127.0.0.1',
  );
  await expect(get('::1', port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test.each(['127.0.0.1', '::1'])('a port taken on %s is named, with the cure', async (host) => {
  const { port } = await listenHere((_, response) => response.end(), host);
  await expect(
    listen((_, response) => response.end(), { port }, { clock: systemClock }),
  ).rejects.toMatchObject({
    code: 'port_in_use',
    message: expect.stringContaining('KEYTURN_PORT'),
  });
  // What was opened before the failure is closed again.
  const other = host === '::1' ? '127.0.0.1' : '::1';
  await listenHere((_, response) => response.end(), other, port);
});

test('an address that is not ours is named', async () => {
  await expect(
    listen((_, response) => response.end(), { host: '192.0.2.1', port: 0 }, { clock: systemClock }),
  ).rejects.toMatchObject({
    code: 'address_unavailable',
  });
});

test('closing lets a running request end, and takes no other', async () => {
  let finish = () => {};
  let handler: Parameters<typeof listen>[0] = () => {};
  const arrived = new Promise<void>((resolve) => {
    handler = (_, response) => {
      finish = () => response.end('late');
      resolve();
    };
  });
  const { port, close } = await listenHere((request, response) => handler(request, response));
  const running = get('127.0.0.1', port);
  await arrived;
  const closed = close();
  await expect(get('127.0.0.1', port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  finish();
  expect(await running).toMatch(/connection: close.*late/is);
  await closed;
});
