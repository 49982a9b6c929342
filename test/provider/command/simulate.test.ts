import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, run, writeJson } from './test-terminal.js';

const small = ['simulate', '--parties', '24', '--for', 'PT5H', '--revoke-at', '4000'];

test('a study is told in words and as JSON', async () => {
  const words = await run(small);
  expect(words.code).toBe(0);
  expect(words.said).toContain('24 parties over 18000 s');
  expect(words.said).toMatch(/jose \(jose createRemoteJWKSet\)\n {2}rotation: safe/);
  expect(words.said).toContain('cure: lower AutomaticRefreshInterval');
  const { said } = await run([...small, '--json', '--mix', 'ours=1,jose=1']);
  expect(JSON.parse(said)).toMatchObject({
    parties: 24,
    durationSeconds: 18_000,
    safe: true,
    broken: [],
    behaviours: [{ name: 'ours', parties: 12, refusedTokens: 0 }, { name: 'jose' }],
  });
});

test('the picture is written where it is asked for, or it is said that it cannot be', async () => {
  const file = join(await makeFolder(), 'fleet.svg');
  expect(await run([...small, '--svg', file])).toMatchObject({ code: 0 });
  const picture = await readFile(file, 'utf8');
  expect(picture).toContain('<title>24 parties</title>');
  expect(picture).toContain('parties that accept the revoked key');
  expect(await run([...small, '--svg', '/nowhere/fleet.svg'])).toMatchObject({ code: 2 });
});

test('a study that ends before the usual revocation has none, and so has one that says so', async () => {
  for (const args of [
    ['--for', '4000'],
    ['--for', 'PT5H', '--revoke-at', 'never'],
  ]) {
    const { said } = await run(['simulate', '--parties', '6', '--json', ...args]);
    expect(JSON.parse(said).behaviours[0].exposure).toBeNull();
  }
});

test('the policy is a configuration, its rotation part, or that part alone', async () => {
  const folder = await makeFolder();
  const rotation = { profile: 'wide' };
  const files = await Promise.all([
    writeJson(folder, 'whole.json', { issuer: 'https://issuer.example', rotation }),
    writeJson(folder, 'part.json', { rotation }),
    writeJson(folder, 'bare.json', rotation),
  ]);
  for (const file of files) {
    const { said } = await run([...small, '--mix', 'microsoft=1', '--json', '--policy', file]);
    expect(JSON.parse(said).behaviours[0].verdict).toMatchObject({
      rotationSafe: 'yes',
      leadSeconds: 90_000,
    });
  }
});

test('a policy that is not safe for a behaviour ends with 1, and says which bound it breaks itself', async () => {
  const policy = await writeJson(await makeFolder(), 'policy.json', {
    publishLeadSeconds: 700,
    cachedAtMostSeconds: 300,
  });
  const { code, said } = await run([...small, '--mix', 'istio=1', '--policy', policy]);
  expect(code).toBe(1);
  expect(said).toContain('the policy breaks I4 (header lifetime)');
  expect(said).toContain('rotation: not safe');
});

test('a policy that no provider starts on ends with 1, though the rules raise its lead', async () => {
  const policy = await writeJson(await makeFolder(), 'policy.json', { publishLeadSeconds: 1569 });
  const { code, said } = await run([...small, '--mix', 'ours=1', '--policy', policy]);
  expect(code).toBe(1);
  expect(said).toContain('the policy breaks I1 (publish lead)');
  expect(said).toContain('no provider starts on it');
});

test.each([
  [['--mix', 'joze=1'], 'behaviour_unknown: there is no behaviour "joze"; did you mean "jose"?'],
  [['--mix', 'jose'], 'mix_invalid'],
  [['--parties', '0'], 'study_size'],
  [['--for', 'P400D'], 'study_size'],
  [['--revoke-at', '18000'], 'revocation_outside'],
  [['--revoke-at', 'soon'], 'whole seconds, or ISO 8601'],
  [['--requests-per-second', '0'], 'a number from 0.0001'],
  [['--replace-with', 'hope'], 'standby, fresh'],
  [['--policy', '/nowhere/policy.json'], 'config_missing'],
])('%j is refused with its code', async (args, words) => {
  const { code, complained } = await run([...small, ...args]);
  expect(code).toBe(2);
  expect(complained).toContain(words);
});

test('a misspelt duration of a policy is told with the name that was meant', async () => {
  const policy = await writeJson(await makeFolder(), 'policy.json', { jwksMaxAgeSecond: 60 });
  const { code, complained } = await run([...small, '--policy', policy]);
  expect(code).toBe(2);
  expect(complained).toContain('did you mean "jwksMaxAgeSeconds"?');
});
