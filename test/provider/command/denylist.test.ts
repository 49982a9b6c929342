import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createVerifier } from '@keyturn/relying-party';
import { openDenylistFile, readSignedDenylist } from '@keyturn/relying-party/denylist';
import { jwc } from '@keyturn/relying-party/jwc';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, onTestFinished, test } from 'vitest';
import { changeInTurn } from '../../../provider/command/change-in-turn.js';
import { makeChainVerifier, makeOuter, trusted } from '../../relying-party/jwc/chain-stand.js';
import { audience, issuer, nowSeconds } from '../../relying-party/made-tokens.js';
import { makeFolder, run } from './test-terminal.js';

const thumbprint = 'T'.repeat(43);

async function makeList() {
  const folder = await makeFolder();
  const [key, file] = [join(folder, 'denylist.key'), join(folder, 'denylist.jwt')];
  const shown = await run(['denylist', 'key', key]);
  const jwks = JSON.parse(shown.said);
  const add = (...flags: string[]) =>
    run(['denylist', 'add', '--issuer', issuer, '--key', key, '--file', file, ...flags]);
  const verb = (name: string, ...flags: string[]) =>
    run(['denylist', name, '--issuer', issuer, '--key', key, '--file', file, ...flags]);
  const read = async () => readSignedDenylist(await readFile(file, 'utf8'), { issuer, jwks });
  return { key, file, jwks, add, verb, read };
}

test('the key is for its owner alone, and what is shown of it is public', async () => {
  const { key, jwks } = await makeList();
  expect((await stat(key)).mode & 0o777).toBe(0o600);
  expect(Object.keys(jwks.keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  // Shown again, it is the same key.
  expect(JSON.parse((await run(['denylist', 'key', key])).said)).toEqual(jwks);
});

test('what is added stays on the list, once', async () => {
  const { add, read } = await makeList();
  expect((await add('--jti', 'a', '--jti', 'b')).said).toBe('2 tokens and 0 keys are on the list');
  expect((await add('--jti', 'b', '--key-thumbprint', thumbprint)).code).toBe(0);
  const first = await read();
  expect(first).toMatchObject({ iss: issuer, jtis: ['a', 'b'], key_thumbprints: [thumbprint] });
  await add();
  // Of one second, the older could be put back in place of the newer.
  expect((await read()).iat).toBeGreaterThan(first.iat);
});

test('of many who add at once nobody takes the entry of another off again, and no lock is left', async () => {
  const { add, read, file } = await makeList();
  const jtis = Array.from({ length: 8 }, (_, at) => `jti-${at}`);
  const codes = await Promise.all(jtis.map(async (jti) => (await add('--jti', jti)).code));
  expect(codes).toEqual(jtis.map(() => 0));
  expect([...(await read()).jtis].sort()).toEqual(jtis);
  await expect(stat(`${file}.lock`)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a command that was killed while it wrote is told, with the cure', async () => {
  const folder = await makeFolder();
  const file = join(folder, 'denylist.jwt');
  await writeFile(`${file}.lock`, '');
  let waits = 0;
  const wait = async () => {
    waits += 1;
  };
  const change = changeInTurn({ wait }, file, async () => 'done');
  await expect(change).rejects.toMatchObject({
    message: expect.stringContaining(`remove ${file}.lock`),
  });
  expect(waits).toBeGreaterThan(10);
  await rm(`${file}.lock`);
  expect(await changeInTurn({ wait }, file, async () => 'done')).toBe('done');
});

test('what was put on by mistake is taken off, and what is not on it is told', async () => {
  const { add, verb, read } = await makeList();
  expect((await verb('show')).code).toBe(2);
  await add('--jti', 'a', '--jti', 'b', '--key-thumbprint', thumbprint);
  const before = await read();
  const wrong = await verb('remove', '--jti', 'a', '--jti', 'c');
  expect(wrong).toMatchObject({ code: 2, complained: expect.stringContaining('c is not on the list') });
  expect(await read()).toEqual(before);
  const done = await verb('remove', '--jti', 'a', '--key-thumbprint', thumbprint);
  expect(done).toMatchObject({ code: 0, said: '1 tokens and 0 keys are on the list' });
  const after = await read();
  expect(after).toMatchObject({ jtis: ['b'], key_thumbprints: [] });
  expect(after.iat).toBeGreaterThan(before.iat);
  expect(JSON.parse((await verb('show')).said)).toEqual(after);
});

test('a verifier without a network refuses the inner that was put on it', async () => {
  const { add, file, jwks } = await makeList();
  await add();
  const list = await openDenylistFile({ file, issuer, jwks });
  onTestFinished(() => list.close());
  const verifier = createVerifier({
    clock: new VirtualClock(nowSeconds),
    trustPaths: [jwc()],
    denylist: list.denylist,
    issuers: [{ issuer, audience, trustPath: 'jwc', jwc: { innerJwks: { keys: [trusted.jwk] } } }],
  });
  const token = makeOuter();
  expect((await verifier.verify(token)).claims.jti).toBe('inner-1');
  await add('--jti', 'inner-1');
  await list.refresh();
  await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'jwc_inner_revoked' });
  expect(await makeChainVerifier().judge(token)).toBe('accepted');
});

test('entries of somebody else are not taken over, and nothing is overwritten', async () => {
  const { add, file } = await makeList();
  await add('--jti', 'a');
  const other = await makeList();
  const ended = await run(['denylist', 'add', '--issuer', issuer, '--key', other.key, '--file', file]);
  expect(ended.code).toBe(2);
  expect(ended.complained).toContain('denylist_untrusted');
  expect((await add()).said).toBe('1 tokens and 0 keys are on the list');
});

test.each([
  [['--key-thumbprint', 'a kid'], 'RFC 7638'],
  [['--key', '/nowhere/denylist.key'], 'keyturn denylist key'],
])('wrong use is told with its cure: %j', async (flags, words) => {
  const { add } = await makeList();
  const ended = await add(...flags);
  expect(ended.code).toBe(2);
  expect(ended.complained).toContain(words);
});
