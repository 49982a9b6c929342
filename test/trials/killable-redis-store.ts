import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { systemClock } from '@keyturn/shared/clock';
import { createRedisServer } from '../../provider/stores/redis-server.js';
import { createSharedRingStore } from '../../provider/stores/shared-ring-store.js';
import { startRedis } from '../interop/redis.js';
import type { KillableStore, KillPoint } from './killable-store.js';
import type { ProviderProcess } from './provider-process.js';

/** What writes a ring, a journal or former keys. */
const WRITE = Buffer.from('EVAL');

/**
 * Debian's Redis, reached by processes through a relay that counts their writes: one is killed when half of a write went
 * on, or when the server did it and the answer is still here.
 */
export async function killableRedisStore(): Promise<KillableStore> {
  const server = await startRedis();
  const behind = new URL(server.url);
  let armed: KillPoint | undefined;
  let victim: ProviderProcess | undefined;
  let writes = 0;
  const sockets = new Set<Socket>();
  const relay = createServer((near) => {
    const far = dial(Number(behind.port), behind.hostname);
    let isLast = false;
    const end = () => {
      near.destroy();
      far.destroy();
    };
    const kill = () => {
      end();
      armed = undefined;
      void victim?.kill();
    };
    near.on('data', (chunk) => {
      if (isLast) return void far.write(chunk);
      if (chunk.includes(WRITE)) writes += 1;
      isLast = chunk.includes(WRITE) && writes === armed?.write;
      if (isLast && armed?.how === 'half') far.write(chunk.subarray(0, chunk.length / 2), kill);
      else far.write(chunk);
    });
    far.on('data', (chunk) => (isLast ? kill() : near.write(chunk)));
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    name: 'redis',
    configuration: { kind: 'redis', url: `redis://127.0.0.1:${port}` },
    preload: () => [],
    arm(process, point) {
      armed = point;
      victim = process;
      writes = 0;
    },
    open: async (issuer) =>
      createSharedRingStore(
        await createRedisServer({ url: server.url, prefix: 'keyturn', issuer, clock: systemClock }),
        'redis',
      ),
    async close() {
      for (const socket of sockets) socket.destroy();
      relay.close();
      await server.discard();
    },
  };
}
