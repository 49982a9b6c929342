import { expect, test } from 'vitest';
import { readUnverifiedToken } from '../../../provider/watch/read-token.js';
import { runTokenCommand } from '../../../provider/watch/run-token-command.js';
import { splitCommand } from '../../../provider/watch/split-command.js';

test.each([
  ['get-token --for me', ['get-token', '--for', 'me']],
  [`  sh -c 'echo "$A" | cat'  `, ['sh', '-c', 'echo "$A" | cat']],
  ['a "b c"\'d e\' ""', ['a', 'b cd e', '']],
  ['a $(b) `c` > d', ['a', '$(b)', '`c`', '>', 'd']],
  ['a "b', undefined],
  ['a \'b"', undefined],
  ['  ', undefined],
  ['""', undefined],
])('%j is split without a shell', (line, words) => {
  expect(splitCommand(line)).toEqual(words);
});

const node = (script: string): readonly [string, ...string[]] => [process.execPath, '-e', script, '{issuer}'];
const issuer = 'https://issuer.example';

test('one token is taken, and the issuer given', async () => {
  expect(
    await runTokenCommand(node('console.log("YQ.YQ." + btoa(process.argv[1]).slice(0, 4))'), issuer, 60_000),
  ).toEqual({
    token: `YQ.YQ.${btoa(issuer).slice(0, 4)}`,
  });
});

test.each([
  ['no_token', node('console.log("the-secret and more")')],
  ['exit_status', node('console.error("the-secret"); process.exit(4)')],
  ['output_too_large', node('console.log("the-secret".repeat(1e5))')],
  ['command_missing', ['/nowhere/the-program'] as const],
])('%s says why, and nothing that was printed', async (reason, words) => {
  const answer = await runTokenCommand(words, issuer, 60_000);
  expect(answer).toMatchObject({ reason });
  expect(JSON.stringify(answer)).not.toContain('the-secret');
});

test('a command that does not end is ended', async () => {
  const words = node('setInterval(() => {}, 1000)');
  expect(await runTokenCommand(words, issuer, 300)).toMatchObject({ reason: 'deadline_exceeded' });
});

const segment = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each([
  ['a.b'],
  ['a.b.c.d'],
  ['YQ.YQ.YQ'],
  [`${segment([])}.${segment({})}.c`],
  [`${segment({})}.${segment(null)}.c`],
])('%s is no token', (text) => {
  expect(readUnverifiedToken(text)).toBeUndefined();
});

test('members of the wrong type are left out', () => {
  const token = `${segment({ kid: 5, alg: 'ES256' })}.${segment({ iss: [], iat: '5', exp: 1e15 })}.c`;
  expect(readUnverifiedToken(token)).toEqual({
    kid: undefined,
    alg: 'ES256',
    issuer: undefined,
    issuedAtSeconds: undefined,
    expiresAtSeconds: undefined,
  });
});
