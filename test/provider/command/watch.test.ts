import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../peers/serve.js';
import { run, startCommand } from './test-terminal.js';

/** An issuer whose documents are what the test says. */
async function startIssuer(jwks: unknown, headers: Readonly<Record<string, string>> = {}) {
  const server = await serve();
  onTestFinished(server.close);
  const issuer = server.origin;
  const publish = (set: unknown) =>
    server.handle(({ url }, response) => {
      response.setHeader('content-type', 'application/json');
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      const discovery = { issuer, jwks_uri: `${issuer}/jwks` };
      response.end(JSON.stringify(url === '/jwks' ? set : discovery));
    });
  publish(jwks);
  return { issuer, publish };
}

async function makeKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const own = { kid, alg: 'ES256', use: 'sig' };
  const sign = (issuer: string) =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(issuer)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  return {
    jwk: { ...(await exportJWK(publicKey)), ...own },
    privateJwk: { ...(await exportJWK(privateKey)), ...own },
    sign,
  };
}

/** With patience for a machine that is busy. */
const loopback = ['--allow-loopback', '--within', '5m'];
const printing = (token: string) => `'${process.execPath}' -p '"${token}"'`;
const findingsOf = (line: string): string[] =>
  JSON.parse(line).findings.map(({ code }: { code: string }) => code);

test('a first answer: verdict, terms, cures; a private half and the token are nowhere', async () => {
  const { jwk, privateJwk, sign } = await makeKey('a');
  const { issuer } = await startIssuer({ keys: [privateJwk] });
  const token = await sign(issuer);
  const ended = await run(['watch', issuer, ...loopback, '--token-command', printing(token)]);
  expect(ended.code).toBe(1);
  expect(ended.said).toContain(`${issuer}: breaks-now`);
  expect(ended.said).toContain(
    'breaks-now private_members: The key a is published with d.\n    cure: revoke',
  );
  expect(ended.said).toContain('retention needed: 360 s at least');
  expect(ended.said).toMatch(/key a: published before .*, seen signing /);
  for (const secret of [privateJwk.d, token, token.split('.')[2]]) expect(ended.said).not.toContain(secret);
  expect(jwk).not.toHaveProperty('d');
});

test('nothing that breaks: exit status 0; several issuers at once, one object a line', async () => {
  const [first, second] = [await makeKey('a'), await makeKey('b')];
  const keys = [first.jwk, second.jwk];
  const good = await startIssuer({ keys }, { 'cache-control': 'max-age=300' });
  const signed = await first.sign(good.issuer);
  const alone = await run(['watch', good.issuer, ...loopback, '--json', '--token-command', printing(signed)]);
  expect({ code: alone.code, findings: findingsOf(alone.said) }).toEqual({
    code: 0,
    findings: ['revalidation_missing'],
  });
  const bad = await startIssuer({ keys: 'none' });
  const both = await run(['watch', good.issuer, bad.issuer, ...loopback, '--json']);
  expect(both.said.split('\n').map(findingsOf)).toEqual([['revalidation_missing'], ['jwks_invalid']]);
  expect(both.code).toBe(3);
});

test('a key of the same kid that did not sign the token is found', async () => {
  const [real, other] = [await makeKey('a'), await makeKey('a')];
  const { issuer } = await startIssuer({ keys: [other.jwk] });
  const token = printing(await real.sign(issuer));
  const { said } = await run(['watch', issuer, ...loopback, '--json', '--token-command', token]);
  expect(findingsOf(said)).toContain('token_signature_invalid');
});

test.each([
  ['loopback that is not named', 'http://127.0.0.1:1', '--allow-loopback'],
  ['no URL', 'nope', 'cannot be parsed'],
  ['another scheme', 'ftp://issuer.example', 'ftp:'],
  ['a URL with a password', 'https://u:hidden@issuer.example', 'credentials'],
])('%s is wrong use and no finding about an issuer', async (_name, issuer, told) => {
  const ended = await run(['watch', issuer]);
  expect(ended.code).toBe(2);
  const all = JSON.stringify(ended);
  expect(all).toContain(told);
  expect(all).not.toContain('discovery_unreachable');
  expect(all).not.toContain('hidden');
});

test('with --for changes are told as they happen, and an interrupt ends with the verdict', async () => {
  const [first, second] = [await makeKey('a'), await makeKey('b')];
  const { issuer, publish } = await startIssuer({ keys: [first.jwk] });
  const running = startCommand(['watch', issuer, ...loopback, '--for', '1h', '--every', '1s']);
  await running.until('standby_missing');
  publish({ keys: [first.jwk, second.jwk] });
  await running.until(`${issuer} published b`);
  await running.until(`${issuer} gone standby_missing`);
  publish({ keys: [second.jwk] });
  await running.until(`${issuer} withdrawn a`);
  running.interrupt();
  const { said, code } = await running.ended;
  expect(said.split('\n').filter((line) => line.startsWith(`${issuer}: `))).toHaveLength(2);
  expect(code).toBe(1);
});

test.each([
  ['a duration that is none', ['--for', 'soon']],
  ['looking without a pause', ['--for', '1m', '--every', '0']],
  ['a quote that is not closed', ['--token-command', "a 'b"]],
  ['no issuer', []],
])('%s is wrong use', async (name, flags) => {
  const issuers = name === 'no issuer' ? [] : ['https://issuer.example'];
  expect((await run(['watch', ...issuers, ...flags])).code).toBe(2);
});
