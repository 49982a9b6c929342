import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect } from 'node:net';
import { systemClock } from '@keyturn/shared/clock';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../../provider/http/server.js';
import { sendRaw } from './send-raw.js';

async function listenWith(handler: RequestListener): Promise<number> {
  const listening = await listen(handler, { host: '127.0.0.1', port: 0 }, { clock: systemClock });
  onTestFinished(() => listening.close());
  return listening.port;
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
/** Status lines and bodies, in the order of their arrival. */
const gist = (answer: string) => answer.match(/HTTP\/1\.1 \d+|answer to [^;]+;|"code":"\w+"/g);

test('garbage behind good requests is refused after they were answered', async () => {
  const held: (() => void)[] = [];
  const port = await listenWith((request, response) => {
    held.push(() => response.end(`answer to ${request.url};`));
  });
  const answer = sendRaw(port, `${get('/a')}${get('/b')}rubbish\r\n\r\n`);
  // Whatever the order in which they end inside.
  while (held.length < 2) await new Promise((resolve) => setImmediate(resolve));
  held[1]?.();
  held[0]?.();
  expect(gist(await answer)).toEqual([
    ...['HTTP/1.1 200', 'answer to /a;', 'HTTP/1.1 200', 'answer to /b;'],
    ...['HTTP/1.1 400', '"code":"request_malformed"'],
  ]);
});

test('more garbage while the answer is awaited changes nothing', async () => {
  let end: (() => void) | undefined;
  const port = await listenWith((_, response) => {
    end = () => response.end('answer to it;');
  });
  const chunks: Buffer[] = [];
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'connect');
  for (const text of [`${get('/')}rubbish\r\n\r\n`, 'more\r\n\r\n', get('/late'), 'more\r\n\r\n'])
    await new Promise((resolve) => socket.write(text, resolve));
  while (end === undefined) await new Promise((resolve) => setImmediate(resolve));
  end();
  await closed;
  expect(gist(Buffer.concat(chunks).toString())).toEqual([
    ...['HTTP/1.1 200', 'answer to it;', 'HTTP/1.1 400', '"code":"request_malformed"'],
  ]);
});

test('a body that breaks off the rules is refused at once: nobody could answer it', async () => {
  const port = await listenWith((request, response) => {
    request.on('end', () => response.end('answer to nothing;')).resume();
  });
  const head = 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
  const answer = await sendRaw(port, `${head}5\r\nhello\r\nno length\r\n`);
  expect(gist(answer)).toEqual(['HTTP/1.1 400', '"code":"request_malformed"']);
});

test('a connection that ends while its answer is made leaves nothing behind', async () => {
  let gone = new Promise<unknown>(() => {});
  const port = await listenWith((request, response) => {
    gone = new Promise((resolve) => response.once('close', resolve));
    request.socket.destroy();
  });
  await sendRaw(port, `${get('/')}rubbish\r\n\r\n`).catch(() => undefined);
  await gone;
  expect(await sendRaw(port, 'rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
});
