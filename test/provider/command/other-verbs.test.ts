import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, run, writeJson } from './test-terminal.js';

async function writeConfiguration(more: Record<string, unknown> = {}) {
  const folder = await makeFolder();
  const config = await writeJson(folder, 'keyturn.config.json', {
    issuer: 'https://issuer.example',
    wrappingKeyFile: 'secrets/wrapping-key',
    rotation: { profile: 'dev', series: [{ alg: 'ES256' }] },
    ...more,
  });
  return { folder, config };
}

test('init makes a ring and its wrapping key, once', async () => {
  const { folder, config } = await writeConfiguration();
  const first = await run(['init', '--config', config]);
  expect(first.code).toBe(0);
  expect(first.said).toContain('with 2 keys');
  const key = join(folder, 'secrets/wrapping-key');
  expect(((await stat(key)).mode & 0o777).toString(8)).toBe('600');
  expect(first.said).not.toContain((await readFile(key, 'utf8')).trim());
  const again = await run(['init', '--config', config]);
  expect(again).toMatchObject({ code: 1, complained: expect.stringMatching(/^ring_exists: /) });
});

test('a ring in memory cannot be made beforehand, nor ticked from outside', async () => {
  const { config } = await writeConfiguration({ store: { kind: 'memory' } });
  for (const verb of ['init', 'tick']) expect((await run([verb, '--config', config])).code).toBe(2);
});

test('tick does what is due and tells it', async () => {
  const { config } = await writeConfiguration();
  const missing = await run(['tick', '--config', config]);
  expect(missing.code).toBe(2);
  await run(['init', '--config', config]);
  const human = await run(['tick', '--config', config]);
  expect(human).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^nothing_due \(epoch \d+; next change: 20/),
  });
  const json = await run(['tick', '--config', config, '--json']);
  expect(JSON.parse(json.said)).toMatchObject({ issuer: 'https://issuer.example', outcome: 'nothing_due' });
});

test('policy check prints every bound, and what a revocation and an outage cost', async () => {
  const { config } = await writeConfiguration();
  const ended = await run(['policy', 'check', '--config', config]);
  expect(ended.code).toBe(0);
  expect(ended.said).toMatch(/ok {2}ES256 +I1 +publish lead +35 s +>= +32 s +P \+ Z \+ S \+ D/);
  expect(ended.said).toMatch(/ok {2}ES256 +I3 +retention +75 s +>= +69 s/);
  expect(ended.said).toContain('refused everywhere after 6 s, 31 s with fetches blocked');
});

test('policy check names the rule that a policy breaks, with the cure: exit status 1', async () => {
  const { config } = await writeConfiguration({ rotation: { profile: 'dev', publishLeadSeconds: 'PT20S' } });
  const ended = await run(['policy', 'check', '--config', config]);
  expect(ended.code).toBe(1);
  expect(ended.said).toMatch(/NO {2}RS256 +I1 +publish lead +20 s +>= +32 s/);
  expect(ended.said).toContain('raise publishLeadSeconds');
  const json = JSON.parse((await run(['policy', 'check', '--config', config, '--json'])).said);
  expect(json.holds).toBe(false);
  expect(json.rows).toContainEqual(
    expect.objectContaining({ rule: 'I1', boundSeconds: 32, configuredSeconds: 20 }),
  );
});

test('a generated secret is stored under the wrapping key', async () => {
  const { config } = await writeConfiguration();
  await run(['init', '--config', config]);
  const { code, said } = await run(['secret', '--config', config]);
  expect(code).toBe(0);
  expect(said).toMatch(/^secret: [\w-]{43}\nstored: hmac-sha256:[\w-]{43}$/);
});

test('a chosen secret is read from standard input and stored by scrypt, and is not printed', async () => {
  const { code, said } = await run(['secret', '--chosen'], { input: 'correct horse battery\n' });
  expect(code).toBe(0);
  expect(said).toMatch(/^stored: scrypt:[\w-]{22}:[\w-]{43}$/);
  expect((await run(['secret', '--chosen'], { input: 'short\n' })).code).toBe(2);
});

test('help is no error', async () => {
  for (const args of [['--help'], ['start', '--help'], ['policy', 'check', '--help']]) {
    const ended = await run(args);
    expect(ended).toMatchObject({ code: 0, said: expect.stringMatching(/^Usage: keyturn/) });
  }
});
