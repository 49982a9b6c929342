import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, importSPKI, jwtVerify } from 'jose';
import { createProvider } from 'keyturn';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder, run, writeJson } from './test-terminal.js';

const theirs = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (key: KeyObject) => String(key.export({ format: 'pem', type: 'pkcs8' }));
const jwk = theirs.privateKey.export({ format: 'jwk' });

async function ring() {
  const folder = await makeFolder();
  const configuration = {
    issuer: 'https://issuer.example',
    wrappingKeyFile: join(folder, 'wrapping-key'),
    store: { kind: 'file' as const, folder: join(folder, 'ring') },
    rotation: { profile: 'dev' as const, series: [{ alg: 'ES256' as const }] },
    log: { level: 'silent' as const },
    cron: { schedule: false },
  };
  const config = await writeJson(folder, 'keyturn.config.json', configuration);
  await run(['init', '--config', config]);
  const keys = (...args: string[]) => run(['keys', ...args, '--config', config], { folder });
  const put = async (name: string, text: string) => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return name;
  };
  const states = async () =>
    JSON.parse((await keys('list', '--json')).said).keys.map(
      ({ kid, state }: { kid: string; state: string }) => `${state} ${kid}`,
    );
  const sign = async () => {
    const provider = await createProvider(configuration);
    onTestFinished(() => provider.close());
    return (await provider.issuer().sign({ sub: 'a', client_id: 'b', aud: 'c' })).token;
  };
  return { keys, put, states, sign, file: await put('theirs.pem', pem(theirs.privateKey)) };
}

const asKnown = ['--already-published', 'moved from the old issuer', '--earlier-token-lifetime', '3600'];

test('who moves here goes on with the key that relying parties know', async () => {
  const { keys, file, states, sign } = await ring();
  const ended = await keys('import', file, '--series', 'ES256', '--kid', '2024-01', ...asKnown);
  expect(ended).toMatchObject({ code: 0, complained: '' });
  expect(ended.said).toMatch(
    /^done .*\n {2}remove .*\n {2}demote .*\n {2}import ES256 2024-01\n {2}publish ES256 /,
  );
  expect(await states()).toContain('active 2024-01');

  const known = String(theirs.publicKey.export({ format: 'pem', type: 'spki' }));
  const { protectedHeader } = await jwtVerify(await sign(), await importSPKI(known, 'ES256'));
  expect(protectedHeader.kid).toBe('2024-01');
  const journal = await keys('journal', '--count', '5');
  expect(journal.said).toContain(
    'operator: import  ES256  2024-01  "moved from the old issuer"  forced over I1',
  );
  expect((await keys('export', '2024-01', '--pem')).said).toBe(known.trim());
  const { kty, crv, x, y } = jwk;
  const thumbprint = await calculateJwkThumbprint({ kty, crv, x, y } as never);
  expect((await keys('export')).said).toContain(`kid 2024-01, ES256, thumbprint ${thumbprint}\n`);
});

test('a key that nobody has becomes the standby, by its thumbprint where it has no name', async () => {
  const { keys, file, states } = await ring();
  expect(await keys('import', file, '--series', 'ES256')).toMatchObject({ code: 0 });
  const { kty, crv, x, y } = jwk;
  const thumbprint = await calculateJwkThumbprint({ kty, crv, x, y } as never);
  expect(await states()).toEqual([expect.stringMatching(/^active /), `standby ${thumbprint}`]);
  const again = await keys('import', file, '--series', 'ES256', '--kid', 'another');
  expect(again).toMatchObject({
    code: 1,
    said: expect.stringContaining(`knows this very key as ${thumbprint}`),
  });
});

test('a JWK keeps its own kid', async () => {
  const { keys, put, states } = await ring();
  const file = await put('theirs.json', JSON.stringify({ ...jwk, kid: 'own', alg: 'ES256' }));
  expect((await keys('import', file, '--series', 'ES256', '--kid', 'other')).complained).toMatch(
    /^kid_differs/,
  );
  expect((await keys('import', file, '--series', 'ES256')).code).toBe(0);
  expect(await states()).toContain('standby own');
});

test('--plan shows what is overridden, and changes nothing', async () => {
  const { keys, file, states } = await ring();
  const before = await states();
  const plan = await keys('import', file, '--series', 'ES256', ...asKnown, '--plan');
  expect(plan).toMatchObject({ code: 0, said: expect.stringContaining('forced over I1') });
  expect(plan.said).toContain('good tokens may be refused for 35 s');
  expect(await states()).toEqual(before);
});

test('a key that was revoked never returns, by whatever name', async () => {
  const { keys, file } = await ring();
  await keys('import', file, '--series', 'ES256', '--kid', 'bad');
  await keys('revoke', 'bad', '--replace-with', 'standby', '--reason', 'stolen');
  for (const kid of ['bad', 'good'])
    expect(await keys('import', file, '--series', 'ES256', '--kid', kid, ...asKnown)).toMatchObject({
      code: 1,
      said: expect.stringContaining('I7: '),
    });
});

test('whatever is wrong with the file or the names has a code, and nothing of the key is said', async () => {
  const { keys, put, file, states } = await ring();
  const before = await states();
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const rows: readonly [string, string, ...string[]][] = [
    ['key_file_missing', 'nowhere.pem'],
    ['key_file_unreadable', '.'],
    ['key_file_unreadable', await put('large.pem', 'x'.repeat(100_000))],
    ['key_malformed', await put('poem.pem', 'no key')],
    ['key_inconsistent', await put('mixed.json', JSON.stringify({ ...jwk, d: other.d }))],
    ['key_algorithm_wrong', await put('said.json', JSON.stringify({ ...jwk, alg: 'ES384' }))],
    [
      'key_algorithm_wrong',
      await put('pss.pem', pem(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey)),
    ],
    ['key_algorithm_wrong', await put('x25519.pem', pem(generateKeyPairSync('x25519').privateKey))],
    ['key_malformed', await put('alg.json', JSON.stringify({ ...jwk, alg: 7 }))],
    ['kid_invalid', await put('number.json', JSON.stringify({ ...jwk, kid: 7 }))],
    ['kid_invalid', file, '--kid', 'with space'],
    ['kid_invalid', await put('long.json', JSON.stringify({ ...jwk, kid: 'k'.repeat(257) }))],
    ['usage', file, '--already-published', 'why'],
    ['usage', file, '--earlier-token-lifetime', '60'],
    ['error', file, '--already-published', ' ', '--earlier-token-lifetime', '60'],
    ['error', file, '--already-published', 'why', '--earlier-token-lifetime', '315360001'],
  ];
  for (const [code, path, ...more] of rows) {
    const ended = await keys('import', path, '--series', 'ES256', ...more);
    expect(ended, `${code} ${path}`).toMatchObject({ code: 2, said: '' });
    expect(ended.complained).toMatch(new RegExp(`^${code}: `));
    expect(ended.complained).not.toMatch(new RegExp(`${jwk.d}|${other.d}|PRIVATE KEY-`));
  }
  expect((await keys('import', file, '--series', 'none')).complained).toMatch(/^series_unknown/);
  expect(await states()).toEqual(before);
});

test('export hands out public halves alone: each by its name, or all of them', async () => {
  const { keys, states } = await ring();
  const kids = (await states()).map((each: string) => each.split(' ')[1]);
  const set = JSON.parse((await keys('export', '--jwk')).said);
  expect(set.keys.map(({ kid }: { kid: string }) => kid)).toEqual(kids);
  expect(Object.keys(set.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  expect(JSON.parse((await keys('export', kids[1], '--jwk')).said)).toEqual(set.keys[1]);

  const every = (await keys('export')).said;
  const blocks = every.split(/^(?=kid )/m);
  for (const [at, block] of blocks.entries()) {
    expect(block).toMatch(new RegExp(`^kid ${kids[at]}, ES256\n-----BEGIN PUBLIC KEY-----\n`));
    expect(createPublicKey(block).export({ format: 'jwk' }).x).toBe(set.keys[at].x);
  }
  expect(blocks).toHaveLength(2);
  expect(await keys('export', 'nobody')).toMatchObject({
    code: 2,
    complained: expect.stringMatching(/^kid_unknown/),
  });
  expect((await keys('export', '--pem', '--jwk')).code).toBe(2);
});
