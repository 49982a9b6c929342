import { randomUUID } from 'node:crypto';
import { systemClock } from '@keyturn/shared/clock';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createRedisServer } from '../../provider/stores/redis-server.js';
import { createSharedRingStore } from '../../provider/stores/shared-ring-store.js';
import { bundleSource } from '../support/bundle-source.js';
import { expectWhole, startWriter } from '../support/ring-writers.js';
import { sampleRing, turnRing } from '../support/sample-ring.js';
import type { DatabaseServer } from './database-server.js';
import { startRedis } from './redis.js';
import { sharedKinds } from './shared-kinds.js';

const unavailable = { code: 'store_unavailable' };
const ring = sampleRing();

describe.each(sharedKinds)('$name', ({ name, start, connect, refuseWrites }) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await start();
  });
  const bundleWriter = () =>
    bundleSource(new URL('shared-ring-writer.ts', import.meta.url), ['@keyv/redis', 'pg']);
  afterAll(() => server.discard());

  async function openRing() {
    const issuer = `https://issuer.example/${randomUUID()}`;
    const store = createSharedRingStore(await connect(server.url, issuer), name);
    onTestFinished(() => store.close());
    expect(await store.update(null, ring)).toBe(true);
    return { issuer, store };
  }

  test('eight processes with five commits each lose nothing', async () => {
    const [{ issuer, store }, program] = [await openRing(), await bundleWriter()];
    const writers = [...'abcdefgh'].map((actor) =>
      startWriter(program, [name, server.url, issuer, actor, '5']),
    );
    await Promise.all(writers.map(({ ended }) => ended));
    expect(writers.map(({ promised }) => promised.length)).toEqual(Array(8).fill(5));
    expect(new Set(writers.flatMap(({ promised }) => promised)).size).toBe(40);
    expect(await expectWhole(store, ring)).toBe(ring.epoch + 40);
  });

  test('a server that is killed under load, again and again, keeps every commit that it promised', async () => {
    const [{ issuer, store }, program] = [await openRing(), await bundleWriter()];
    const writers = ['a', 'b'].map((actor) =>
      startWriter(program, [name, server.url, issuer, actor, '1000000']),
    );
    const promised = () => writers.flatMap((writer) => writer.promised);
    for (let trial = 0; trial < 3; trial++) {
      const before = promised().length;
      while (promised().length < before + 5) {
        expect(writers.map(({ process }) => process.exitCode)).toEqual([null, null]);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await server.kill();
      await server.start();
    }
    for (const writer of writers) writer.process.kill('SIGKILL');
    await Promise.all(writers.map(({ ended }) => ended));
    expect(new Set(promised()).size).toBe(promised().length);
    const epoch = await untilRead(() => expectWhole(store, ring));
    expect(epoch).toBeGreaterThanOrEqual(Math.max(...promised()));
  });

  test('a server that says nothing is given up on, and is asked again when it speaks', async () => {
    const { store } = await openRing();
    server.suspend();
    onTestFinished(() => server.resume());
    await expect(store.read()).rejects.toMatchObject(unavailable);
    await expect(store.update(ring.epoch, turnRing(ring, 'late'))).rejects.toMatchObject(unavailable);
    server.resume();
    await untilRead(() => store.read());
    // What was given up on may have happened: whoever reads again knows.
    expect([ring.epoch, turnRing(ring, 'late').epoch]).toContain((await store.read())?.epoch);
  });

  test('a server that takes no change is read, and loses nothing', async () => {
    const { store } = await openRing();
    await refuseWrites(server.url, true);
    onTestFinished(() => refuseWrites(server.url, false));
    await expect(
      untilRead(async () => {
        await store.update(ring.epoch, turnRing(ring, 'refused'));
        throw Object.assign(new Error('it was taken'), { code: 'taken' });
      }, 1),
    ).rejects.toMatchObject(unavailable);
    expect(await store.read()).toEqual(ring);
    await refuseWrites(server.url, false);
    expect(await untilRead(() => store.update(ring.epoch, turnRing(ring, 'taken')))).toBe(true);
  });

  test('a ring that went away, or back in time, is no ring', async () => {
    const { issuer, store } = await openRing();
    const other = await connect(server.url, issuer);
    onTestFinished(() => other.close());
    const next = turnRing(ring, 'winner');
    expect(await store.update(ring.epoch, next)).toBe(true);
    expect(await other.swapRing(JSON.stringify(next), JSON.stringify(ring), Number.POSITIVE_INFINITY)).toBe(
      true,
    );
    await expect(store.read()).rejects.toMatchObject({ code: 'ring_unreadable' });
  });
});

test.each([
  ['appendonly', ['--appendonly', 'no', '--maxmemory-policy', 'noeviction']],
  ['appendfsync', ['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction']],
  [
    'maxmemory-policy',
    ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'allkeys-lru'],
  ],
])(
  'a Redis that may lose what it confirmed is refused by name of its setting: %s',
  async (setting, settings) => {
    const server = await startRedis(settings);
    onTestFinished(() => server.discard());
    const options = { url: server.url, issuer: 'i', prefix: 'keyturn', clock: systemClock };
    const strict = await createRedisServer(options);
    const trusting = await createRedisServer({ ...options, trustDurability: true });
    onTestFinished(async () => {
      await strict.close();
      await trusting.close();
    });
    await expect(strict.readRing()).rejects.toThrow(setting);
    expect(await trusting.readRing()).toBeNull();
  },
);

test('a server that is not there is told of in words of ours, without the password of its address', async () => {
  for (const { name, connect } of sharedKinds) {
    const protocol = name === 'redis' ? 'redis' : 'postgres';
    const absent = await connect(`${protocol}://user:secret-word@127.0.0.1:1`, 'i');
    onTestFinished(() => absent.close());
    const failure: unknown = await absent.readRing().catch((error: unknown) => error);
    expect(failure).toMatchObject(unavailable);
    expect(JSON.stringify([String(failure), failure])).not.toContain('secret-word');
  }
});

test('an address that the driver cannot use is told of, without its password', async () => {
  const options = { issuer: 'i', prefix: 'keyturn', clock: systemClock };
  const url = 'redis://user:secret-word@127.0.0.1:1/no-number';
  const failure: unknown = await createRedisServer({ ...options, url }).catch((error: unknown) => error);
  expect(failure).toMatchObject(unavailable);
  expect(String(failure)).not.toContain('secret-word');
});

/** Connections come back in a while. */
async function untilRead<Answer>(read: () => Promise<Answer>, tries = 200): Promise<Answer> {
  for (let left = tries; ; left--) {
    try {
      return await read();
    } catch (error) {
      if (left <= 1 || (error as { code?: string }).code !== 'store_unavailable') throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
