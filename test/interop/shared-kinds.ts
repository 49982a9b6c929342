import { systemClock } from '@keyturn/shared/clock';
import { createClient } from '@keyv/redis';
import pg from 'pg';
import { createPostgresServer } from '../../provider/stores/postgres-server.js';
import { createRedisServer } from '../../provider/stores/redis-server.js';
import type { SharedServer } from '../../provider/stores/shared-server.js';
import type { DatabaseServer } from './database-server.js';
import { startPostgres } from './postgres.js';
import { startRedis } from './redis.js';

/** One kind of store for replicas on many machines, against its real server. */
export interface SharedKind {
  readonly name: 'redis' | 'postgres';
  readonly start: () => Promise<DatabaseServer>;
  readonly connect: (url: string, issuer: string) => Promise<SharedServer>;
  /** As if so many seconds had passed on the server. */
  readonly age: (url: string, seconds: number) => Promise<void>;
  /** It is read, and takes no change. */
  readonly refuseWrites: (url: string, refused: boolean) => Promise<void>;
}

const prefix = 'keyturn';
const clock = systemClock;

export const sharedKinds: readonly SharedKind[] = [
  {
    name: 'redis',
    start: () => startRedis(),
    connect: (url, issuer) => createRedisServer({ url, issuer, prefix, clock }),
    age: (url, seconds) =>
      tellRedis(url, [
        'EVAL',
        `for _, key in ipairs(redis.call('KEYS', '*')) do
           local left = redis.call('PTTL', key)
           if left >= 0 then redis.call('PEXPIRE', key, left - ARGV[1]) end
         end`,
        '0',
        String(Math.round(seconds * 1000)),
      ]),
    refuseWrites: (url, refused) =>
      tellRedis(url, ['CONFIG', 'SET', 'min-replicas-to-write', refused ? '1' : '0']),
  },
  {
    name: 'postgres',
    start: startPostgres,
    connect: (url, issuer) => createPostgresServer({ url, issuer, prefix, clock }),
    age: (url, seconds) =>
      tellPostgres(url, `UPDATE keyturn_entries SET expires_at = expires_at - ${seconds}`),
    refuseWrites: async (url, refused) => {
      await tellPostgres(url, `ALTER SYSTEM SET default_transaction_read_only = ${refused ? 'on' : 'off'}`);
      await tellPostgres(url, 'SELECT pg_reload_conf()');
    },
  },
];

async function tellRedis(url: string, command: string[]): Promise<void> {
  const client = await createClient({ url }).connect();
  await client.sendCommand(command);
  await client.close();
}

async function tellPostgres(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
