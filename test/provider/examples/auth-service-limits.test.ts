import { mkdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import { expect, test, vi } from 'vitest';
import { Attempts, defaultLimits } from '../../../provider/examples/auth-service/attempts.js';
import { createPasswords } from '../../../provider/examples/auth-service/passwords.js';
import { refusals } from '../../../provider/examples/auth-service/refusal.js';
import { openSqliteUsers } from '../../../provider/examples/auth-service/sqlite-users.js';
import { scratchFolder } from '../../support/scratch-folder.js';

const limits = { logInsOfName: 2, logInsOfAddress: 5, signUpsOfAddress: 1 };
const tooMany = { code: 'attempts_too_many', status: 429 };

test('who guesses is locked out, and nobody else', async () => {
  const attempts = new Attempts(limits);
  for (let guess = 0; guess < 2; guess++) await attempts.countLogIn('jane', '192.0.2.1');
  await expect(attempts.countLogIn('jane', '::ffff:192.0.2.1')).rejects.toMatchObject(tooMany);
  await expect(attempts.countLogIn('jane', '192.0.2.2')).resolves.toBeUndefined();
  await expect(attempts.countLogIn('john', '192.0.2.1')).resolves.toBeUndefined();
});

test('a network of one subscriber is one guesser', async () => {
  const attempts = new Attempts(limits);
  for (let guess = 0; guess < 2; guess++) await attempts.countLogIn('jane', `2001:db8::${guess}`);
  await expect(attempts.countLogIn('jane', '2001:db8:0:0:ffff::9')).rejects.toMatchObject(tooMany);
  await expect(attempts.countLogIn('jane', '2001:db8:0:1::9')).resolves.toBeUndefined();
});

test('names do not help who has used up an address; who was right gets the attempt back', async () => {
  const attempts = new Attempts(limits);
  for (let times = 0; times < 20; times++) {
    await attempts.countLogIn('jane', '192.0.2.1');
    await attempts.takeBack('jane', '192.0.2.1');
  }
  for (const name of ['a', 'b', 'c', 'd', 'e']) await attempts.countLogIn(name, '192.0.2.1');
  await expect(attempts.countLogIn('f', '192.0.2.1')).rejects.toMatchObject(tooMany);
  await attempts.countSignUp('192.0.2.1');
  await expect(attempts.countSignUp('192.0.2.1')).rejects.toMatchObject(tooMany);
});

test('a password costs the same to compare whether or not there is something to compare it with', async () => {
  const derive = vi.fn(async () => Buffer.alloc(32));
  const passwords = createPasswords(derive);
  const stored = await passwords.hash('any');
  await passwords.matches('guess', stored);
  await passwords.matches('guess', undefined);
  const costs = derive.mock.calls.map(([, salt, bytes, cost]: readonly unknown[]) => [
    Buffer.isBuffer(salt) && salt.length,
    bytes,
    cost,
  ]);
  expect(costs).toHaveLength(3);
  expect(costs[1]).toEqual(costs[2]);
});

test('a password matches itself, however its letters were typed, and no other', async () => {
  const passwords = createPasswords();
  const stored = await passwords.hash('cafe\u0301 with a view');
  expect(stored).toMatch(/^scrypt:16384:8:5:[\w-]{22}:[\w-]{43}$/);
  expect(await passwords.hash('cafe\u0301 with a view')).not.toBe(stored);
  expect(await passwords.matches('caf\u00e9 with a view', stored)).toBe(true);
  expect(await passwords.matches('caf\u00e9 with a view ', stored)).toBe(false);
  expect(await passwords.matches('', undefined)).toBe(false);
});

test('of a flood two passwords are looked at together, sixty-four wait, the rest is told to come again', async () => {
  let running = 0;
  const ends: (() => void)[] = [];
  const passwords = createPasswords(() => {
    running += 1;
    return new Promise((resolve) => ends.push(() => resolve(Buffer.alloc(32))));
  });
  const asked = Array.from({ length: 100 }, () => passwords.matches('x', undefined));
  const ended = Promise.allSettled(asked);
  await vi.waitFor(() => expect(running).toBe(2));
  const isOver = ended.then(() => true);
  while ((await Promise.race([isOver, new Promise((resolve) => setImmediate(resolve))])) !== true)
    for (const end of ends.splice(0)) end();
  const refused = (await ended).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(100 - 66);
  expect(refused[0]).toMatchObject({ reason: { code: 'busy', status: 503, retryAfterSeconds: 1 } });
});

test('a lock that a killed process left does not keep the users from their service; a young one is respected', async () => {
  const file = join(await scratchFolder(), 'users.sqlite');
  const user = { id: '1', name: 'jane', passwordHash: 'x', role: 'admin' } as const;
  const before = openSqliteUsers(file, systemClock);
  expect(await before.add(user)).toBe(true);
  expect(await before.add({ ...user, id: '2' })).toBe(false);
  await before.close();
  mkdirSync(`${file}.lock`);
  expect(() => openSqliteUsers(file, systemClock)).toThrow('locked');
  const longAgo = systemClock.nowSeconds() - 60;
  utimesSync(`${file}.lock`, longAgo, longAgo);
  const after = openSqliteUsers(file, systemClock);
  expect(await after.find('jane')).toEqual(user);
  await after.close();
});

test('the page names every refusal with its status, and the limits', () => {
  const path = new URL('../../../provider/examples/auth-service/README.md', import.meta.url);
  const page = readFileSync(path, 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]);
  expect(rows).toEqual(Object.entries(refusals).map(([code, [status]]) => [code, status]));
  const { logInsOfName, logInsOfAddress, signUpsOfAddress } = defaultLimits;
  expect(page).toContain(
    `${logInsOfName} wrong passwords for a name, ${logInsOfAddress} in all, ${signUpsOfAddress} sign-ups`,
  );
});
