import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../../../provider/examples/auth-service/run.js';
import { sample } from '../../../provider/examples/auth-service/sample.js';
import { findFreePort } from '../../support/free-port.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { startTwoServices, type TwoServices } from './two-services.js';

const [jane] = sample.firstUsers;
const johnsPassword = 'rain on a tin roof';
const bySampleCron = { authorization: 'Bearer sample-cron' };
const bySampleAdmin = { authorization: 'Bearer sample-admin' };

let services: TwoServices;
beforeAll(async () => {
  services = await startTwoServices();
});
afterAll(() => services.close());

test('users sign up and log in, and the consumer lets each do what the role allows', async () => {
  const { signUp, logIn, ask, lines } = services;
  expect((await signUp('john', johnsPassword)).json).toMatchObject({ name: 'john', role: 'reader' });
  expect(await signUp('john', `${johnsPassword}!`)).toMatchObject({
    status: 409,
    json: { code: 'name_taken' },
  });
  const [johns, janes] = [await logIn('john', johnsPassword), await logIn(jane.name, jane.password)];

  const unknown = await ask('/reports');
  expect(unknown.status).toBe(401);
  expect(unknown.headers.get('www-authenticate')).toBe('Bearer');
  expect(await ask('/reports', johns)).toMatchObject({ status: 200, json: { roles: ['reader'] } });
  const lesser = await ask('/audit', johns);
  expect(lesser.status).toBe(403);
  expect(lesser.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  expect(await ask('/audit', janes)).toMatchObject({ status: 200 });
  const forged = await ask('/audit', `${janes.slice(0, -8)}AAAAAAAA`);
  expect(forged.headers.get('www-authenticate')).toContain('error="invalid_token"');

  const said = lines.join('\n');
  expect(said).toContain('log_in.accepted');
  expect(said).toContain('token.refused');
  for (const secret of [johnsPassword, jane.password, johns.slice(-40), janes.slice(-40), 'scrypt:'])
    expect(said).not.toContain(secret);
});

test('a key turns while an old token and a new one go on working; of a revoked key no token works', async () => {
  const { signUp, logIn, ask, post, clock } = services;
  await signUp('mary', johnsPassword);
  const old = await logIn('mary', johnsPassword);
  const { kid } = (await ask('/reports', old)).json;

  const early = await post('/cron/rotate', {}, bySampleCron);
  expect(early).toMatchObject({ status: 409, json: { rule: 'I8' } });
  await clock.advanceSeconds(Number(early.json.waitSeconds) + 1);
  expect(await post('/cron/rotate', {}, bySampleCron)).toMatchObject({ status: 200 });
  const fresh = await logIn('mary', johnsPassword);
  expect(await ask('/reports', old)).toMatchObject({ status: 200, json: { kid } });
  const freshAnswer = await ask('/reports', fresh);
  expect(freshAnswer.status).toBe(200);
  expect(freshAnswer.json.kid).not.toBe(kid);

  const revocation = { kid, replaceWith: 'standby', reason: 'stolen' };
  expect(await post('/admin/keys/revoke', revocation)).toMatchObject({ status: 401 });
  expect(await post('/admin/keys/revoke', revocation, bySampleAdmin)).toMatchObject({ status: 200 });
  await clock.advanceSeconds(4); // P + M: until the consumer has to ask again
  expect(await ask('/reports', old)).toMatchObject({ status: 401 });
  expect(await ask('/reports', fresh)).toMatchObject({ status: 200 });
});

test('a restart goes on with the same users and the same keys', async () => {
  const { signUp, logIn, ask, restartAuth } = services;
  await signUp('paul', johnsPassword);
  const old = await logIn('paul', johnsPassword);
  await restartAuth();
  const { kid } = (await ask('/reports', old)).json;
  const fresh = await ask('/reports', await logIn('paul', johnsPassword));
  expect(kid).toEqual(expect.any(String));
  expect(fresh.json.kid).toBe(kid);
});

test('a role that was granted while the service ran counts from the next log-in on', async () => {
  const { signUp, logIn, ask, folder } = services;
  await signUp('anna', johnsPassword);
  const before = await logIn('anna', johnsPassword);
  await run(['--folder', folder, '--grant', 'anna=admin'], {});
  expect(await ask('/audit', before)).toMatchObject({ status: 403 });
  expect(await ask('/audit', await logIn('anna', johnsPassword))).toMatchObject({ status: 200 });
  await expect(run(['--folder', folder, '--grant', 'anna=root'], {})).rejects.toThrow(
    'roles are reader, admin',
  );
  await expect(run(['--folder', folder, '--grant', 'nobody=admin'], {})).rejects.toThrow('no user nobody');
});

test('keys that were lost are not replaced in silence', async () => {
  const { folder, restartAuth, close } = await startTwoServices();
  const restarted = restartAuth(() => rm(join(folder, 'keys'), { recursive: true }));
  await expect(restarted).rejects.toMatchObject({ code: 'ring_missing' });
  await close();
});

test('behind a proxy it is the users who try too often, not the proxy', async () => {
  const port = await findFreePort();
  const folder = await scratchFolder();
  const close = await run(['--folder', folder, '--issuer', 'https://id.example', '--port', String(port)], {});
  const signUpFrom = async (address: string) => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
    const body = JSON.stringify({ name: 'john', password: 'too short' });
    return (await fetch(`http://localhost:${port}/users`, { method: 'POST', headers, body })).status;
  };
  for (let times = 0; times < 20; times++) expect(await signUpFrom('192.0.2.1')).toBe(400);
  expect(await signUpFrom('192.0.2.1')).toBe(429);
  expect(await signUpFrom('192.0.2.2')).toBe(400);
  const closed = await fetch(`http://localhost:${port}/cron/rotate`, { method: 'POST' });
  expect(closed.status).toBe(401);
  await close();
});
