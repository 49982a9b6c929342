import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@keyturn/shared/clock';
import { systemClock } from '@keyturn/shared/clock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBody } from '../../../provider/http/read-body.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';

withoutInterceptors();

/** How many deadlines were set: one for each body that had to be waited for. */
let waits = 0;
const clock: Clock = {
  ...systemClock,
  after(milliseconds, work) {
    waits += 1;
    return systemClock.after(milliseconds, work);
  },
};
let prepare: (request: IncomingMessage) => void = () => {};
let socket: Socket;

const server = createServer(async (request, response) => {
  // As in front of every endpoint: something is awaited before the body is read.
  await Promise.resolve();
  prepare(request);
  const answer = await readBody(request, clock, { maxBodyBytes: 8, bodyDeadlineMilliseconds: 60_000 }).then(
    (body) => `read ${body}`,
    ({ code }) => `refused ${code}`,
  );
  response.end(answer);
});

beforeEach(async () => {
  waits = 0;
  prepare = () => {};
  await once(server.listen(0, '127.0.0.1'), 'listening');
  socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay(true);
  await once(socket, 'connect');
});
afterEach(async () => {
  socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

async function ask(...parts: readonly string[]): Promise<string> {
  for (const [at, part] of parts.entries()) {
    if (at > 0) await sleep(30);
    socket.write(part);
  }
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return String(answer).split('\r\n\r\n')[1] ?? '';
}

const head = (length: number) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
const chunked = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';

test('a body that came with its header is not waited for, and the connection goes on', async () => {
  expect(await ask(`${head(3)}one`)).toBe('read one');
  expect(await ask(`${head(3)}two`)).toBe('read two');
  expect(await ask(head(0))).toBe('read ');
  expect(waits).toBe(0);
});

test.each([
  ['in two pieces', ['one', 'two'], 6, 'read onetwo'],
  ['after its header', ['', 'one'], 3, 'read one'],
])('a body that comes %s is waited for', async (_, [first = '', second = ''], length, answer) => {
  expect(await ask(`${head(length)}${first}`, second)).toBe(answer);
  expect(waits).toBe(1);
  expect(await ask(`${head(3)}end`)).toBe('read end');
});

test('a body whose length nobody says is read to its end', async () => {
  expect(await ask(`${chunked}3\r\none\r\n`, '3\r\ntwo\r\n0\r\n\r\n')).toBe('read onetwo');
});

test('a body over the cap is refused, whole or not', async () => {
  expect(await ask(`${head(9)}ninebytes`)).toBe('refused body_too_large');
  expect(await ask(`${head(3)}end`)).toBe('read end');
});

test('a body that somebody before us decodes is no body of bytes', async () => {
  prepare = (request) => request.setEncoding('utf8');
  expect(await ask(`${head(3)}one`)).not.toBe('read one');
});
