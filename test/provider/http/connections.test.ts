import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { systemClock } from '@keyturn/shared/clock';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../provider/http/server.js';
import { sendRaw } from './send-raw.js';

interface Limits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
}

async function listenWith(limits: Limits) {
  const lines: unknown[] = [];
  const held: (() => void)[] = [];
  const listening = await listen(
    (request, response) => {
      if (request.url === '/held') held.push(() => response.end('held'));
      else response.end('here');
    },
    { host: '127.0.0.1', port: 0, ...limits },
    { clock: systemClock, log: (...line) => lines.push(line) },
  );
  onTestFinished(() => listening.close());
  return { port: listening.port, lines, held };
}

/** A connection that says this much and no more. */
async function hold(port: number, text = ''): Promise<{ socket: Socket; ended: Promise<unknown> }> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  const ended = new Promise((resolve) => socket.on('error', () => {}).once('close', resolve));
  await once(socket, 'connect');
  socket.resume();
  if (text !== '') socket.write(text);
  return { socket, ended };
}

const get = (port: number, path = '/') =>
  sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);

test.each([
  ['in all', { maxConnections: 3, maxConnectionsPerAddress: 100 }],
  ['of one address', { maxConnections: 100, maxConnectionsPerAddress: 3 }],
])('those that say nothing give way, the longest idle first: too many %s', async (_, limits) => {
  const { port, lines } = await listenWith(limits);
  const first = await hold(port);
  const others = [await hold(port), await hold(port, 'GET / HTTP/1.1\r\nHos')];
  for (let n = 0; n < 3; n++) expect(await get(port)).toContain('here');
  await first.ended;
  // Each request took one place and gave it back.
  expect(others.map(({ socket }) => socket.closed)).toEqual([false, false]);
  expect(lines).toEqual([['warn', 'connections.turned_away', { turnedAway: 1, ...limits }]]);
});

test('who waits for an answer keeps its place, and who comes is turned away', async () => {
  const { port, held } = await listenWith({ maxConnections: 2, maxConnectionsPerAddress: 2 });
  const waiting = [get(port, '/held'), get(port, '/held')];
  while (held.length < 2) await new Promise((resolve) => setImmediate(resolve));
  const turnedAway = await hold(port);
  await turnedAway.ended;
  for (const end of held) end();
  for (const answer of await Promise.all(waiting)) expect(answer).toContain('held');
  expect(await get(port)).toContain('here');
});

test('a connection kept alive is idle again once it was answered', async () => {
  const { port } = await listenWith({ maxConnections: 1, maxConnectionsPerAddress: 1 });
  const kept = await hold(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(kept.socket, 'data');
  expect(await get(port)).toContain('here');
  await kept.ended;
  expect(kept.socket.closed).toBe(true);
});
