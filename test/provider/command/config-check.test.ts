import { expect, test } from 'vitest';
import { makeFolder, run, writeJson } from './test-terminal.js';

interface Checked {
  readonly holds: boolean;
  readonly values: readonly { name: string; value: unknown; from: string }[];
  readonly bounds: readonly { issuer: string; rows: readonly object[] }[];
}

async function check(written: object, environment = {}, ...args: string[]) {
  const config = await writeJson(await makeFolder(), 'keyturn.config.json', written);
  return run(['config', 'check', '--config', config, ...args], { environment });
}

async function valuesOf(written: object, environment = {}) {
  const { said } = await check(written, environment, '--json');
  const { values, holds, bounds }: Checked = JSON.parse(said);
  return { holds, bounds, of: (name: string) => values.find((each) => each.name === name) };
}

const least = { issuer: 'https://issuer.example', wrappingKeyFile: 'wrapping-key' };

test('every value is told with where it came from, defaults and resolved durations too', async () => {
  const { holds, bounds, of } = await valuesOf(
    {
      ...least,
      rotation: { maxTokenLifetimeSeconds: 'PT5M', series: [{ alg: 'ES256', publishLeadSeconds: 7200 }] },
    },
    { KEYTURN_PORT: '4100' },
  );
  expect(of('listen.port')).toMatchObject({ value: 4100, from: 'environment' });
  expect(of('listen.host')).toMatchObject({ value: 'localhost', from: 'default' });
  expect(of('rotation.series[0].maxTokenLifetimeSeconds')).toMatchObject({ value: 300, from: 'file' });
  expect(of('rotation.series[0].publishLeadSeconds')).toMatchObject({ value: 7200, from: 'file' });
  expect(of('rotation.series[0].retentionSeconds')).toMatchObject({ value: 1800, from: 'default' });
  expect(of('rotation.series[0].name')).toMatchObject({ value: 'ES256', from: 'default' });
  expect(of('store.folder')).toMatchObject({ from: 'default' });
  expect(holds).toBe(true);
  expect(bounds).toEqual([{ issuer: least.issuer, rows: expect.arrayContaining([expect.anything()]) }]);
});

test('of several issuers each is told apart', async () => {
  const issuers = ['a', 'b'].map((name) => ({
    issuer: `https://issuer.example/${name}`,
    store: { kind: 'file', folder: name },
  }));
  const { of, bounds } = await valuesOf({ wrappingKeyFile: 'wrapping-key', issuers });
  expect(of('issuers[1].issuer')).toMatchObject({ value: 'https://issuer.example/b', from: 'file' });
  expect(of('issuers[1].rotation.series[0].alg')).toMatchObject({ value: 'RS256', from: 'default' });
  expect(bounds).toHaveLength(2);
});

test('of secrets the scheme alone is told', async () => {
  const clients = [{ clientId: 'a', secrets: ['plain:a-secret-of-a'], audiences: ['b'] }];
  const said = await Promise.all(
    [[], ['--json']].map(
      async (args) =>
        (
          await check(
            { ...least, clients, cron: { credentials: ['plain:of-the-cron'] } },
            {
              KEYTURN_WRAPPING_KEY: Buffer.alloc(32, 9).toString('base64url'),
              KEYTURN_ADMIN_CREDENTIAL: 'of-the-admin',
            },
            ...args,
          )
        ).said,
    ),
  );
  for (const text of said) {
    expect(text).toContain('plain:…');
    expect(text).not.toMatch(/a-secret-of-a|of-the-cron|of-the-admin|CQkJCQ/);
  }
});

test.each([
  'postgres://keyturn:12/secret-word@db.example/keyturn',
  'postgres://keyturn:12?secret-word@db.example/keyturn',
  'postgres://keyturn:12#secret-word@db.example/keyturn',
])('a password that breaks the address of a store is refused, and not shown: %s', async (url) => {
  const ended = await check({ ...least, store: { kind: 'postgres', url } });
  expect(ended).toMatchObject({ code: 2, said: '' });
  expect(ended.complained).toMatch(/^config_invalid: store\.url: a password with /);
  expect(ended.complained).not.toMatch(/secret-word|12/);
  const escaped = url.replace(/(?<=12)[/?#]/, (letter) => encodeURIComponent(letter));
  const { of } = await valuesOf({ ...least, store: { kind: 'postgres', url: escaped } });
  expect(of('store.url')?.value).toBe('postgres://db.example/keyturn');
});

test('a bound that does not hold ends with 1, a wrong name with 2 and a suggestion', async () => {
  const early = await check({ ...least, rotation: { publishLeadSeconds: 60 } });
  expect(early).toMatchObject({ code: 1, said: expect.stringMatching(/\nNO +RS256 +I1/) });
  const wrong = await check({ ...least, listn: {} });
  expect(wrong).toMatchObject({ code: 2, complained: expect.stringContaining('did you mean "listen"?') });
});

test('what hangs on the policy is told as it comes out: who signs for a client, how long tokens and inners live', async () => {
  const client = (clientId: string, more = {}) => ({
    clientId,
    secrets: ['plain:a-secret-of-a'],
    audiences: ['b'],
    ...more,
  });
  const { of } = await valuesOf({
    ...least,
    rotation: { series: [{ alg: 'RS256' }, { alg: 'ES256', name: 'inners', maxTokenLifetimeSeconds: 1200 }] },
    inners: { series: 'inners' },
    clients: [
      client('a'),
      client('b', { tokenLifetimeSeconds: 60 }),
      client('c', { tokenLifetimeSeconds: 'PT1H' }),
    ],
  });
  expect(of('clients[0].series')).toMatchObject({ value: 'RS256', from: 'default' });
  expect(of('clients[0].tokenLifetimeSeconds')).toMatchObject({ value: 900, from: 'default' });
  expect(of('clients[1].tokenLifetimeSeconds')).toMatchObject({ value: 60, from: 'file' });
  expect(of('clients[2].tokenLifetimeSeconds')).toMatchObject({ value: 900 });
  expect(of('inners.lifetimeSeconds')).toMatchObject({ value: 1200, from: 'default' });
});

test('a store of kind file has its default folder whether it is named or not', async () => {
  const { of } = await valuesOf({ ...least, store: { kind: 'file' } });
  expect(of('store.folder')?.value).toMatch(/keyturn-data$/);
});

test('a wrapping key that is missing here is said, and is no fault: it may come by the environment', async () => {
  const without = await check({ issuer: least.issuer });
  expect(without).toMatchObject({ code: 0, complained: expect.stringContaining('KEYTURN_WRAPPING_KEY') });
  expect((await check({ issuer: least.issuer, store: { kind: 'memory' } })).complained).toBe('');
  expect((await check(least)).complained).toBe('');
});

test('a drill that there is not is found before anything is started', async () => {
  const wrong = await check({ ...least, cron: { drills: ['planned-rotatoin'] } });
  expect(wrong).toMatchObject({
    code: 2,
    complained: expect.stringContaining('did you mean "planned-rotation"?'),
  });
  expect(await check({ ...least, cron: { drills: ['planned-rotation'] } })).toMatchObject({ code: 0 });
});
