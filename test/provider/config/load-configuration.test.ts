import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfiguration, loadDevelopmentConfiguration } from '../../../provider/config.js';

async function writeConfig(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-config-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

const issuer = 'https://issuer.example';

test('paths are meant from where the file lies', async () => {
  const value = {
    issuer,
    store: { kind: 'file', folder: 'ring' },
    wrappingKeyFile: ['new-key', '/etc/old-key'],
  };
  const file = await writeConfig('keyturn.config.json', JSON.stringify(value));
  const { issuers, wrappingKeyFile } = await loadConfiguration(file, {});
  expect(issuers[0]?.store).toEqual({ kind: 'file', folder: join(file, '../ring') });
  expect(wrappingKeyFile).toEqual([join(file, '../new-key'), '/etc/old-key']);
});

test('the default store lies beside the file too', async () => {
  const file = await writeConfig('keyturn.config.json', JSON.stringify({ issuer }));
  expect((await loadConfiguration(file, {})).issuers[0]?.store).toEqual({
    kind: 'file',
    folder: join(file, '../keyturn-data'),
  });
});

test('a module’s default export is a configuration', async () => {
  const file = await writeConfig(
    'keyturn.config.mjs',
    `export default { issuer: 'https://' + 'issuer.example' };`,
  );
  expect((await loadConfiguration(file, {})).issuers[0]?.issuer).toBe(issuer);
});

test('the environment goes over the file, under the same schema', async () => {
  const file = await writeConfig(
    'keyturn.config.json',
    JSON.stringify({ issuer, listen: { port: 1, host: '::1' } }),
  );
  const configuration = await loadConfiguration(file, {
    KEYTURN_PORT: '4711',
    KEYTURN_ISSUER: 'https://other.example',
    KEYTURN_WRAPPING_KEY: 'k',
    KEYTURN_CRON_CREDENTIAL: 'c',
    KEYTURN_LOG_LEVEL: 'warn',
    KEYTURN_HOST: '',
    HOME: '/',
  });
  expect(configuration).toMatchObject({
    issuers: [{ issuer: 'https://other.example' }],
    listen: { port: 4711, host: '::1' },
    wrappingKey: 'k',
    cron: { credentials: ['plain:c'], schedule: true },
    log: { level: 'warn' },
  });
});

test.each([
  [{ KEYTURN_PORT: 'http' }, 'config_invalid', 'listen.port: '],
  [{ KEYTURN_PORT: '70000' }, 'config_invalid', 'listen.port: '],
  [{ KEYTURN_PROT: '1' }, 'config_unknown_name', 'did you mean KEYTURN_PORT?'],
  [{ KEYTURN_ISUER: 'x' }, 'config_unknown_name', 'did you mean KEYTURN_ISSUER?'],
])('what the environment gets wrong is named: %j', async (environment, code, finding) => {
  const file = await writeConfig('keyturn.config.json', JSON.stringify({ issuer }));
  await expect(loadConfiguration(file, environment)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(finding),
  });
});

test('variables that are not ours are let be', async () => {
  const file = await writeConfig('keyturn.config.json', JSON.stringify({ issuer }));
  expect((await loadConfiguration(file, { KEYTURN_VECTORS: '/vectors' })).issuers[0]?.issuer).toBe(issuer);
});

test.each([
  ['keyturn.config.json', '{"issuer": "https://secret', 'config_unreadable'],
  ['keyturn.config.json', '[]', 'config_invalid'],
  ['keyturn.config.json', 'null', 'config_invalid'],
  ['keyturn.config.mjs', 'export default', 'config_unreadable'],
  ['keyturn.config.mjs', 'export const issuer = 1;', 'config_invalid'],
])('a file %s with %j is refused, and not quoted', async (name, text, code) => {
  const file = await writeConfig(name, text);
  await expect(loadConfiguration(file, {})).rejects.toMatchObject({
    code,
    message: expect.not.stringContaining('secret'),
  });
});

test('a file that is not there is named', async () => {
  await expect(loadConfiguration('/nowhere/keyturn.config.json', {})).rejects.toMatchObject({
    code: 'config_missing',
    message: expect.stringContaining('/nowhere/keyturn.config.json'),
  });
});

test('development mode: the port changes the issuer and the ring', () => {
  expect(loadDevelopmentConfiguration({}, '/here')).toMatchObject({
    listen: { host: 'localhost', port: 4000 },
    wrappingKeyFile: ['/here/.keyturn/wrapping-key'],
    issuers: [
      {
        issuer: 'http://localhost:4000',
        rotation: {
          profile: 'dev',
          series: [{ alg: 'RS256' }, { alg: 'ES256' }, { alg: 'ES256', name: 'inners' }],
        },
      },
    ],
  });
  expect(loadDevelopmentConfiguration({}, '/here', ['a-drill']).cron.drills).toEqual(['a-drill']);
  const [other] = loadDevelopmentConfiguration({ KEYTURN_PORT: '4711' }, '/here').issuers;
  expect(other?.issuer).toBe('http://localhost:4711');
  expect(other?.store).not.toEqual(loadDevelopmentConfiguration({}, '/here').issuers[0]?.store);
});

test.each(['0.0.0.0', '::', '192.168.1.5', 'example.com'])(
  'development mode refuses to listen on %s',
  (host) => {
    expect(() => loadDevelopmentConfiguration({ KEYTURN_HOST: host }, '/here')).toThrow(
      expect.objectContaining({ code: 'host_not_loopback' }),
    );
  },
);
