import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sendRequest } from '../http/test-provider.js';
import { freePort, makeFolder, run, startCommand, writeJson } from './test-terminal.js';

async function startDev(folder: string, port: number) {
  const running = startCommand(['start', '--dev'], {
    folder,
    environment: { KEYTURN_PORT: String(port), KEYTURN_LOG_LEVEL: 'silent' },
  });
  onTestFinished(async () => {
    running.interrupt();
    await running.ended;
  });
  await running.until('DEVELOPMENT MODE');
  return running;
}

test('development mode serves the sample, and what it prints can be done', async () => {
  const port = await freePort();
  const running = await startDev(await makeFolder(), port);
  const banner = running.said();
  expect(banner).toContain(`issuer http://localhost:${port}`);

  const [, user = '', form = ''] =
    /curl -s -u (\S+) -d (\S+) http:\/\/localhost:\d+\/token/.exec(banner) ?? [];
  const issued = await sendRequest(port, '/token', {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(user).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: form,
  });
  expect(issued.status).toBe(200);

  const [, verify = ''] = /npx keyturn (verify .*) \$TOKEN/.exec(banner) ?? [];
  const verified = await run([...verify.split(' '), String(issued.json.access_token)]);
  expect(verified).toMatchObject({ code: 0, said: expect.stringContaining('accepted') });

  const [, waitSeconds = ''] = /granted (\d+) s from now/.exec(banner) ?? [];
  expect(Number(waitSeconds)).toBeGreaterThan(0);
  expect(Number(waitSeconds)).toBeLessThanOrEqual(35);
  const [, credential = '', path = ''] =
    /"Authorization: (Bearer \S+)" http:\/\/localhost:\d+(\S+)/.exec(banner) ?? [];
  const rotated = await sendRequest(port, path, { method: 'POST', headers: { authorization: credential } });
  expect([rotated.status, rotated.json.rule]).toEqual([409, 'I8']);
});

test('a second start finds its keys, in a folder that is closed to others', async () => {
  const [folder, port] = [await makeFolder(), await freePort()];
  const first = await startDev(folder, port);
  const kidsOf = async () => (await sendRequest(port, '/jwks')).json.keys;
  const kids = await kidsOf();
  first.interrupt();
  expect((await first.ended).code).toBe(0);
  await startDev(folder, port);
  expect(await kidsOf()).toEqual(kids);
  const modeOf = async (name: string) =>
    ((await stat(join(folder, '.keyturn', name))).mode & 0o777).toString(8);
  expect(await modeOf('.')).toBe('700');
  expect(await modeOf('wrapping-key')).toBe('600');
});

test('a port that is taken is named with its cure', async () => {
  const server = createServer();
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const ended = await run(['start', '--dev'], {
    folder: await makeFolder(),
    environment: { KEYTURN_PORT: String(port) },
  });
  expect(ended.code).toBe(3);
  expect(ended.complained).toMatch(/^port_in_use: .*KEYTURN_PORT/);
});

test('development mode refuses a public bind', async () => {
  const folder = await makeFolder();
  const ended = await run(['start', '--dev'], { folder, environment: { KEYTURN_HOST: '0.0.0.0' } });
  expect(ended).toMatchObject({ code: 2, complained: expect.stringContaining('host_not_loopback') });
  expect(await readdir(folder)).toEqual([]);
});

test('with a lost wrapping key it serves, says that it cannot sign, and makes no new keys', async () => {
  const [folder, port] = [await makeFolder(), await freePort()];
  const first = await startDev(folder, port);
  const kids = (await sendRequest(port, '/jwks')).json.keys;
  first.interrupt();
  await first.ended;
  await rm(join(folder, '.keyturn/wrapping-key'));
  const second = await startDev(folder, port);
  expect((await sendRequest(port, '/jwks')).json.keys).toEqual(kids);
  expect((await sendRequest(port, '/health/ready')).status).toBe(503);
  second.interrupt();
  expect((await second.ended).complained).toContain('no token can be signed');
});

async function writeConfiguration(folder: string, port: number, more: Record<string, unknown> = {}) {
  return writeJson(folder, 'keyturn.config.json', {
    issuer: `http://localhost:${port}/issuer`,
    listen: { port },
    wrappingKeyFile: 'wrapping-key',
    rotation: { profile: 'dev', series: [{ alg: 'ES256' }] },
    log: { level: 'silent' },
    ...more,
  });
}

test('a configuration is served after init, and says its two numbers', async () => {
  const [folder, port] = [await makeFolder(), await freePort()];
  const config = await writeConfiguration(folder, port);
  expect((await run(['init', '--config', config])).code).toBe(0);
  const running = startCommand(['start', '--config', config]);
  await running.until('localhost');
  expect((await sendRequest(port, '/issuer/jwks')).status).toBe(200);
  expect(running.said()).toContain('a JWKS outage of 0 s is survived');
  expect(running.said()).toContain('refused everywhere after 6 s, 31 s with fetches blocked');
  running.interrupt();
  expect((await running.ended).code).toBe(0);
});

test.each([
  ['without a ring', {}, 3, 'ring_missing', 'keyturn init'],
  [
    'without a wrapping key',
    { wrappingKeyFile: undefined },
    2,
    'wrapping_key_missing',
    'KEYTURN_WRAPPING_KEY',
  ],
  [
    'with a policy that cannot hold',
    { rotation: { publishLeadSeconds: 5 } },
    1,
    'policy_impossible',
    'policy check',
  ],
])('%s it refuses, and names the cure', async (_, more, code, name, cure) => {
  const folder = await makeFolder();
  const config = await writeConfiguration(folder, 4999, more);
  await writeFile(join(folder, 'wrapping-key'), `${Buffer.alloc(32, 1).toString('base64url')}\n`, {
    mode: 0o600,
  });
  const ended = await run(['start', '--config', config]);
  expect(ended).toMatchObject({ code, complained: expect.stringMatching(new RegExp(`^${name}`)) });
  expect(ended.complained).toContain(cure);
});

test('another policy than the ring’s is refused until it is adopted by name', async () => {
  const [folder, port] = [await makeFolder(), await freePort()];
  const config = await writeConfiguration(folder, port);
  await run(['init', '--config', config]);
  const rotation = { profile: 'dev', retentionSeconds: 100, series: [{ alg: 'ES256' }] };
  await writeConfiguration(folder, port, { rotation });
  const refused = await run(['start', '--config', config]);
  expect(refused).toMatchObject({ code: 3, complained: expect.stringContaining('keyturn policy adopt') });
  const adopted = await run(['policy', 'adopt', '--config', config]);
  expect(adopted).toMatchObject({ code: 0, said: expect.stringMatching(/^adopted: .* from epoch \d+ on/) });
  const again = await run(['policy', 'adopt', '--config', config]);
  expect(again).toMatchObject({ code: 0, said: expect.stringContaining('has this policy already') });
  expect((await run(['tick', '--config', config])).code).toBe(0);
});

test('the ring of another issuer is refused', async () => {
  const [folder, port] = [await makeFolder(), await freePort()];
  const config = await writeConfiguration(folder, port);
  await run(['init', '--config', config]);
  await writeConfiguration(folder, port, { issuer: `http://localhost:${port}/other` });
  const ended = await run(['start', '--config', config]);
  expect(ended).toMatchObject({ code: 2, complained: expect.stringContaining('store_of_other_issuer') });
});

test.each([
  [[], 'start'],
  [['start'], '--config FILE'],
  [['start', '--dev', '--config', 'x.json'], 'contradict'],
  [['start', '--confg', 'x.json'], '--config'],
  [['strat'], 'start'],
  [['start', '--config', '/nowhere/keyturn.config.json'], 'config_missing'],
])('keyturn %s is a wrong use', async (args, hint) => {
  const ended = await run(args);
  expect(ended.code).toBe(2);
  expect(ended.complained).toContain(hint);
});
