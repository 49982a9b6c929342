import { join } from 'node:path';
import { expect, test } from 'vitest';
import { START_SECONDS, startTestProvider } from '../http/test-provider.js';
import { makeFolder, run, writeJson } from './test-terminal.js';

const issuer = 'http://localhost:4000';

async function issueOffline() {
  const { provider } = await startTestProvider();
  const { token } = await provider.issuer().sign({ aud: 'us', sub: 'reader', client_id: 'reader', jti: 'j' });
  const { keySet } = await provider.issuer().ring.servable();
  const folder = await makeFolder();
  const config = await writeJson(folder, 'verifier.json', {
    issuers: [{ issuer, audience: 'us', discovery: { jwks: { keys: keySet.keys } } }],
  });
  return { token, config, folder, now: ['--now', String(START_SECONDS + 1)] };
}

test('an accepted token: exit status 0, its claims and every check as JSON', async () => {
  const { token, config, now } = await issueOffline();
  const ended = await run(['verify', '--config', config, '--json', ...now, token]);
  expect(ended.code).toBe(0);
  expect(JSON.parse(ended.said)).toMatchObject({
    accepted: true,
    code: null,
    status: 200,
    trustPath: 'discovery',
    issuer,
    kid: expect.any(String),
    claims: { sub: 'reader' },
    steps: expect.arrayContaining([{ check: 'signature', outcome: 'passed' }]),
  });
});

test('for a person: the verdict, and the checks when asked', async () => {
  const { token, config, now } = await issueOffline();
  const short = await run(['verify', '--config', config, ...now, token]);
  expect(short.said).toMatch(/^accepted\n {2}issuer: "http:\/\/localhost:4000"/);
  expect(short.said).not.toContain('signature: passed');
  const long = await run(['verify', '--config', config, '--explain', ...now, token]);
  expect(long.said).toContain('signature: passed');
});

test('a token may come from standard input, with a line end', async () => {
  const { token, config, now } = await issueOffline();
  expect((await run(['verify', '--config', config, ...now, '-'], { input: `${token}\n` })).code).toBe(0);
  expect((await run(['verify', '--config', config, ...now, '-'], { input: ` ${token}` })).code).toBe(1);
});

test.each([
  ['that is over', ['--now', String(START_SECONDS + 500)], 'token_expired'],
  ['for others', ['--audience', 'others'], 'audience_mismatch'],
  ['of another profile', ['--profile', 'idToken'], 'typ_not_allowed'],
])('a token %s is refused: exit status 1', async (_, flags, code) => {
  const { token, config, now } = await issueOffline();
  const ended = await run(['verify', '--config', config, '--json', ...now, ...flags, token]);
  expect(ended.code).toBe(1);
  expect(JSON.parse(ended.said)).toMatchObject({ accepted: false, code, status: 401, claims: null });
  const human = await run(['verify', '--config', config, ...now, ...flags, token]);
  expect(human.said).toMatch(new RegExp(`^refused: ${code}: `));
});

test('the audience stands right before the token, and may be one of several', async () => {
  const { token, config, now } = await issueOffline();
  const several = ['--audience', 'others', '--audience', 'us'];
  expect((await run(['verify', '--config', config, ...now, ...several, token])).code).toBe(0);
});

test('a forged token is refused', async () => {
  const { token, config, now } = await issueOffline();
  const [header, , signature] = token.split('.');
  const payload = Buffer.from(JSON.stringify({ iss: issuer, aud: 'us', exp: START_SECONDS + 60 })).toString(
    'base64url',
  );
  expect((await run(['verify', '--config', config, ...now, `${header}.${payload}.${signature}`])).code).toBe(
    1,
  );
});

test('of several issuers in the file one may be picked', async () => {
  const { token, folder, now } = await issueOffline();
  const jwks = { keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] };
  const config = await writeJson(folder, 'two.json', {
    issuers: [
      { issuer: 'https://one.example', audience: 'us', discovery: { jwks } },
      { issuer, audience: 'us', discovery: { jwks } },
    ],
  });
  const json = async (...flags: string[]) =>
    JSON.parse((await run(['verify', '--config', config, '--json', ...now, ...flags, token])).said).code;
  expect(await json('--issuer', 'https://one.example')).toBe('issuer_not_allowed');
  expect(await json('--issuer', issuer)).not.toBe('issuer_not_allowed');
});

test('a provider that cannot be reached: exit status 3', async () => {
  const { token, now } = await issueOffline();
  const closed = 'http://localhost:9';
  const [header, , signature] = token.split('.');
  const claims = {
    iss: closed,
    aud: 'us',
    sub: 's',
    client_id: 'c',
    jti: 'j',
    iat: START_SECONDS,
    exp: START_SECONDS + 60,
  };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const ended = await run([
    'verify',
    '--allow-loopback',
    '--issuer',
    closed,
    '--audience-any',
    ...now,
    `${header}.${payload}.${signature}`,
  ]);
  expect(ended).toMatchObject({
    code: 3,
    said: expect.stringMatching(/keys_unavailable[\s\S]*cause: "connection_failed"/),
  });
});

test.each([
  [['a.b.c'], '--issuer URL'],
  [['--issuer', 'https://one.example', 'a.b.c'], '--audience-any'],
  [['--issuer', 'https://one.example', '--audience', 'us', '--audience-any', 'a.b.c'], 'contradict'],
  [['--issuer', issuer, '--audience-any', 'a.b.c'], 'allowLoopback'],
  [['--issuer', 'https://one.example', '--audience-any', '--profile', 'acessToken', 'a.b.c'], 'profile'],
  [['--issuer', 'https://one.example', '--audience-any', '--now', 'noon', 'a.b.c'], '--now'],
  [['--issuer', 'https://one.example', '--audience-any'], 'token'],
  [['--isuer', 'https://one.example', 'a.b.c'], '--issuer'],
  [['--config', '/nowhere/verifier.json', 'a.b.c'], 'config_missing'],
])('verify %j is a wrong use: exit status 2, with what to write', async (args, hint) => {
  const ended = await run(['verify', ...args]);
  expect(ended.code).toBe(2);
  expect(ended.complained).toContain(hint);
});

test('an unknown option in the file is a wrong use', async () => {
  const config = await writeJson(await makeFolder(), 'verifier.json', {
    issuers: [{ issuer: 'https://one.example', audience: 'us', lewaySeconds: 5 }],
  });
  const ended = await run(['verify', '--config', config, 'a.b.c']);
  expect(ended).toMatchObject({ code: 2, complained: expect.stringContaining('leewaySeconds') });
});

test('what is no token is refused, whatever it is', async () => {
  const { config } = await issueOffline();
  for (const text of ['', '.', '..', 'a.b', 'x'.repeat(20_000), join('..', '..', 'etc')])
    expect((await run(['verify', '--config', config, '--', text])).code).toBe(1);
});
