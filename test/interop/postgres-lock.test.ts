import { VirtualClock } from '@keyturn/shared/virtual-clock';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createPostgresServer } from '../../provider/stores/postgres-server.js';
import type { DatabaseServer } from './database-server.js';
import { startPostgres } from './postgres.js';

let server: DatabaseServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.discard());

const issuer = 'https://issuer.example';

async function openRings() {
  // No question is given up: what matters is what the server does with one.
  const clock = new VirtualClock(0);
  const rings = await createPostgresServer({ url: server.url, prefix: 'locked', issuer, clock });
  const holder = new pg.Client({ connectionString: server.url });
  await holder.connect();
  onTestFinished(async () => {
    await holder.end();
    await rings.close();
  });
  return { rings, holder };
}

test('a swap that another session holds up past its deadline is given up, and leaves what stood there', async () => {
  const { rings, holder } = await openRings();
  await rings.swapRing(null, 'one', Number.POSITIVE_INFINITY);
  await holder.query('BEGIN');
  await holder.query('SELECT 1 FROM locked_rings WHERE issuer = $1 FOR UPDATE', [issuer]);
  const deadlineSeconds = (await rings.nowSeconds()) + 3;
  const swapped = rings.swapRing('one', 'two', deadlineSeconds);
  while ((await rings.nowSeconds()) <= deadlineSeconds) await holder.query('SELECT pg_sleep(0.1)');
  await holder.query('ROLLBACK');
  expect(await swapped).toBe(false);
  expect(await rings.readRing()).toBe('one');
  expect(await rings.swapRing('one', 'two', (await rings.nowSeconds()) + 600)).toBe(true);
});

test('a swap that waits for another sees what that one left', async () => {
  const { rings, holder } = await openRings();
  const before = await rings.readRing();
  await holder.query('BEGIN');
  await holder.query('UPDATE locked_rings SET document = $2 WHERE issuer = $1', [issuer, 'theirs']);
  const swapped = rings.swapRing(before, 'ours', Number.POSITIVE_INFINITY);
  await holder.query('SELECT pg_sleep(0.2)');
  await holder.query('COMMIT');
  expect([await swapped, await rings.readRing()]).toEqual([false, 'theirs']);
});
