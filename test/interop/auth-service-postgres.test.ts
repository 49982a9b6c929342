import { systemClock } from '@keyturn/shared/clock';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openUsers } from '../../provider/examples/auth-service/open-users.js';
import { describeUsers } from '../contract/auth-service-users-contract.js';
import type { DatabaseServer } from './database-server.js';
import { startPostgres } from './postgres.js';

let server: DatabaseServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.discard());

const open = (databaseUrl: string) => openUsers({ databaseUrl, usersFile: 'none' }, systemClock);

describeUsers('PostgreSQL', async () => {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query('DROP TABLE IF EXISTS users');
  await client.end();
  return () => open(server.url);
});

test('a database that is away is said to be, and is used again when it is back', async () => {
  const users = await open(server.url);
  await users.find('jane');
  await server.kill();
  await expect(users.find('jane')).rejects.toThrow();
  await expect(open(server.url)).rejects.toThrow('ECONNREFUSED');
  await server.start();
  expect(await users.find('nobody')).toBeUndefined();
  await users.close();
});
