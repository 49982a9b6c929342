import { expect, test } from 'vitest';
import { makeFolder, run, startCommand, writeJson } from './test-terminal.js';

/** Of one series whose lead is two seconds. */
const quick = {
  profile: 'drill',
  publicationDelaySeconds: 1,
  serveStaleJwksSeconds: 0,
  jwksMaxAgeSeconds: 1,
  staleSeconds: 0,
  cachedAtMostSeconds: 1,
  maxClockOffsetSeconds: 0,
  publishLeadSeconds: 2,
  rotationIntervalSeconds: 3600,
  series: [{ alg: 'ES256' }],
};

async function ring(rotation: object = quick) {
  const folder = await makeFolder();
  const config = await writeJson(folder, 'keyturn.config.json', {
    issuer: 'https://issuer.example',
    wrappingKeyFile: 'wrapping-key',
    rotation,
  });
  await run(['init', '--config', config]);
  const keys = (...args: string[]) => run(['keys', ...args, '--config', config]);
  const list = async (): Promise<{ kid: string; state: string; series: string }[]> =>
    JSON.parse((await keys('list', '--json')).said).keys;
  const kidOf = async (state: string) => (await list()).find((key) => key.state === state)?.kid ?? 'none';
  return { config, keys, list, kidOf };
}

test('list shows every key with its state and what comes next, and nothing private', async () => {
  const { keys, list } = await ring({ profile: 'dev', series: [{ alg: 'ES256' }, { alg: 'RS256' }] });
  const said = (await keys('list')).said;
  expect(said).toMatch(/^https:\/\/issuer\.example {2}epoch \d+\n/);
  expect(said).toMatch(/ES256 +active +[\w-]{43} {2}rotates in \d+ s/);
  expect(said).toMatch(/RS256 +standby +[\w-]{43} {2}may sign in \d+ s/);
  expect((await list()).map(({ state }) => state)).toEqual(['active', 'standby', 'active', 'standby']);
  expect((await keys('list', '--json')).said).not.toMatch(/wrapped|"d"/);
});

test('rotate is refused while the standby is too young, and says what to wait', async () => {
  const { keys } = await ring({ profile: 'dev', series: [{ alg: 'ES256' }] });
  const ended = await keys('rotate');
  expect(ended.code).toBe(1);
  expect(ended.said).toMatch(/^refused \(epoch .*\n {2}I8: .*wait \d+ s/);
});

test('rotate --wait counts down and hands over; a rollback goes back at once', async () => {
  const { config, keys, kidOf } = await ring();
  const [first, second] = [await kidOf('active'), await kidOf('standby')];
  const rotated = await startCommand(['keys', 'rotate', '--wait', '--config', config]).ended;
  expect(rotated.code).toBe(0);
  expect(rotated.said).toMatch(/^ES256: \d s to wait \(I8\)\n[\s\S]*done \(epoch/);
  expect([await kidOf('retiring'), await kidOf('active')]).toEqual([first, second]);

  expect((await keys('rollback')).code).toBe(0);
  expect([await kidOf('retiring'), await kidOf('active')]).toEqual([second, first]);

  const early = await keys('retire', second);
  expect(early).toMatchObject({ code: 1, said: expect.stringContaining('I3: ') });
  expect((await keys('retire', second, '--force', 'a test')).code).toBe(0);
  expect(await kidOf('retiring')).toBe('none');
});

test('a rotation that is forced needs its reason, which the outcome and the journal carry', async () => {
  const { keys, kidOf } = await ring({ profile: 'dev', series: [{ alg: 'ES256' }] });
  const standby = await kidOf('standby');
  expect((await keys('rotate', '--force')).code).toBe(2);
  for (const none of ['', ' \n', 'x'.repeat(501)])
    for (const args of [
      ['rotate', '--force', none],
      ['retire', standby, '--force', none],
      ['revoke', standby, '--replace-with', 'fresh', '--reason', none],
    ])
      expect((await keys(...args)).code, args.join(' ')).toBe(2);
  expect(await kidOf('standby')).toBe(standby);
  expect((await keys('rotate', '--force', 'a test')).code).toBe(0);
  expect(await kidOf('active')).toBe(standby);
});

test('revoke --plan says what it costs and changes nothing; revoke does it', async () => {
  const { keys, list, kidOf } = await ring();
  const before = await list();
  const active = await kidOf('active');
  const plan = await keys('revoke', active, '--replace-with', 'fresh', '--plan');
  expect(plan).toMatchObject({
    code: 0,
    said: expect.stringMatching(/refused everywhere after 2 s[\s\S]*nothing was changed/),
  });
  expect(await list()).toEqual(before);
  expect(
    JSON.parse((await keys('revoke', active, '--replace-with', 'standby', '--plan', '--json')).said),
  ).toMatchObject({
    plan: [{ outcome: 'would_do', consequences: { exposureSeconds: { healthy: 2 } } }],
  });

  expect((await keys('revoke', active, '--replace-with', 'standby')).code).toBe(2);
  const done = await keys('revoke', active, '--replace-with', 'standby', '--reason', 'stolen');
  expect(done).toMatchObject({ code: 0, said: expect.stringContaining(`revoke  ${active}`) });
  expect((await list()).map(({ kid }) => kid)).not.toContain(active);
  expect((await keys('revoke', 'nobody', '--replace-with', 'standby', '--reason', 'x')).code).toBe(1);
  expect((await keys('revoke', 'nobody', '--replace-with', 'standby', '--plan')).code).toBe(1);
});

test('prepare has nothing to do where every series has its standby', async () => {
  const { keys } = await ring();
  expect(await keys('prepare')).toMatchObject({ code: 0, said: expect.stringMatching(/^nothing_due/) });
  expect((await keys('prepare', '--series', 'none')).code).toBe(1);
});

test('a ring in memory has its own process alone', async () => {
  const folder = await makeFolder();
  const config = await writeJson(folder, 'c.json', {
    issuer: 'https://issuer.example',
    store: { kind: 'memory' },
  });
  expect((await run(['keys', 'list', '--config', config])).code).toBe(2);
});

test('of a place, one is named', async () => {
  const { config } = await ring();
  expect((await run(['keys', 'list'])).complained).toMatch(/say where: --config FILE .* or --url URL/);
  expect((await run(['keys', 'list', '--config', config, '--url', 'http://localhost:1'])).code).toBe(2);
});

test('guards says what each verb would hear, and journal who did what', async () => {
  const { keys } = await ring({ profile: 'dev', series: [{ alg: 'ES256' }] });
  expect((await keys('guards')).said).toMatch(/rotate ES256: refused .*\n +I8: /);
  const journal = await keys('journal', '--count', '2');
  expect(journal.code).toBe(0);
  expect(journal.said.split('\n')).toHaveLength(3);
  expect(journal.said).toMatch(/init: publish {2}ES256/);
});
