import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { KeySetRequest } from '../../provider/scenario/world.js';

/** The one address of several processes: each request goes to the next of them. */
export interface RoundRobinFront {
  readonly origin: string;
  readonly keySetRequests: readonly KeySetRequest[];
  /** Who can be asked now, by port. */
  readonly ports: Set<number>;
  close(): Promise<void>;
}

const ASK_AGAIN_MILLISECONDS = 20;

/**
 * As a balancer does it: a process that is not there is passed over. A key set that nobody can give is a 502 at once; a
 * request for a token waits for somebody.
 */
export async function openFront(port: number): Promise<RoundRobinFront> {
  const agent = new Agent({ keepAlive: true });
  const ports = new Set<number>();
  const keySetRequests: KeySetRequest[] = [];
  let turn = 0;
  const pass = async (asked: IncomingMessage, body: Buffer, to: number) =>
    askOnce(
      { port: to, host: '127.0.0.1', method: asked.method, path: asked.url, agent, headers: asked.headers },
      body,
    );
  const answer = async (asked: IncomingMessage, response: ServerResponse) => {
    if (asked.url === '/jwks')
      keySetRequests.push({
        atSeconds: Date.now() / 1000,
        noCache: asked.headers['cache-control'] === 'no-cache',
      });
    const body = await buffer(asked);
    while (!response.destroyed) {
      const known = [...ports];
      for (let tries = 0; tries < known.length; tries++) {
        const got = await pass(asked, body, known[turn++ % known.length] ?? 0).catch(() => undefined);
        if (got === undefined) continue;
        response.writeHead(got.status, got.headers).end(got.body);
        return;
      }
      if (asked.method !== 'POST') return void response.writeHead(502, { 'cache-control': 'no-store' }).end();
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MILLISECONDS));
    }
  };
  const server = createServer(
    (asked, response) => void answer(asked, response).catch(() => response.destroy()),
  );
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${port}`,
    keySetRequests,
    ports,
    async close() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

interface WholeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** All of the answer, or none: what is cut off by a kill was not answered. */
function askOnce(options: RequestOptions, body: Buffer): Promise<WholeAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(options, async (response) => {
      const { statusCode: status = 502, headers } = response;
      buffer(response).then((whole) => {
        if (!response.complete) reject(new Error('cut off'));
        else resolve({ status, headers, body: whole });
      }, reject);
    });
    sent.on('error', reject).end(body);
  });
}
