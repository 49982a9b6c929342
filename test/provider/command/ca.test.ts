import { X509Certificate } from 'node:crypto';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, run } from './test-terminal.js';

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('init makes a CA whose keys only its owner can read, and never overwrites it', async () => {
  const folder = await makeFolder();
  const first = await run(['ca', 'init'], { folder });
  expect(first.code).toBe(0);
  const ca = join(folder, 'keyturn-ca');
  const names = (await readdir(ca)).sort();
  expect(names).toEqual(['intermediate-1.key', 'intermediate-1.pem', 'root-1.key', 'root-1.pem']);
  const modes = await Promise.all(names.map((name) => modeOf(join(ca, name))));
  expect(modes).toEqual(['600', '644', '600', '644']);
  const before = await readFile(join(ca, 'root-1.key'), 'utf8');
  expect(first.said).not.toContain(before.split('\n')[1]);
  const again = await run(['ca', 'init'], { folder });
  expect(again).toMatchObject({ code: 1, complained: expect.stringMatching(/^authority_exists: /) });
  expect(await readFile(join(ca, 'root-1.key'), 'utf8')).toBe(before);
});

test('show lists the authorities and no key', async () => {
  const folder = await makeFolder();
  await run(['ca', 'init', '--folder', 'mine'], { folder });
  const human = await run(['ca', 'show', '--folder', 'mine'], { folder });
  expect(human.said).toMatch(/^root 1 {2}CN=keyturn development root 1\n/);
  expect(human.said).toContain('intermediate 1');
  const { said } = await run(['ca', 'show', '--folder', 'mine', '--json'], { folder });
  const { authorities } = JSON.parse(said);
  const root = new X509Certificate(await readFile(join(folder, 'mine/root-1.pem')));
  expect(authorities[0]).toMatchObject({
    rank: 'root',
    sha256: root.fingerprint256.replaceAll(':', '').toLowerCase(),
  });
  expect(said + human.said).not.toContain('PRIVATE');
});

test('issue certifies a key, makes it where it is missing, and overwrites nothing', async () => {
  const folder = await makeFolder();
  await run(['ca', 'init'], { folder });
  const args = [
    'ca',
    'issue',
    '--uri',
    'https://a.example',
    '--lifetime',
    '600',
    '--key',
    'k.pem',
    '--out',
    'c.pem',
  ];
  expect((await run(args, { folder })).code).toBe(0);
  expect(await modeOf(join(folder, 'k.pem'))).toBe('600');
  const leaf = new X509Certificate(await readFile(join(folder, 'c.pem')));
  expect(leaf.subjectAltName).toBe('URI:https://a.example');
  expect(leaf.ca).toBe(false);
  const again = await run(args, { folder });
  expect(again).toMatchObject({ code: 2, complained: expect.stringContaining('is there already') });
  const other = await run([...args.slice(0, -1), 'd.pem'], { folder });
  expect(other.code).toBe(0);
  const second = new X509Certificate(await readFile(join(folder, 'd.pem')));
  expect(second.publicKey.equals(leaf.publicKey)).toBe(true);
  expect(second.serialNumber).not.toBe(leaf.serialNumber);
});

test('without a CA, with a key that others can read, or with a revocation list that is broken, it says so', async () => {
  const folder = await makeFolder();
  const show = () => run(['ca', 'show'], { folder });
  expect(await show()).toMatchObject({ code: 2, complained: expect.stringMatching(/^authority_missing: /) });
  await run(['ca', 'init'], { folder });
  const listed = join(folder, 'keyturn-ca/revoked-0a.json');
  await writeFile(listed, '[');
  expect(await show()).toMatchObject({
    complained: expect.stringMatching(/^authority_unreadable: revoked-0a/),
  });
  await writeFile(listed, '{"revokedAtSeconds":1}');
  expect((await show()).code).toBe(0);
  await chmod(join(folder, 'keyturn-ca/root-1.key'), 0o640);
  expect(await show()).toMatchObject({ complained: expect.stringContaining('chmod 600') });
});

test('revoke puts a certificate on the list, by its file or its serial number, and says when it cannot', async () => {
  const folder = await makeFolder();
  await run(['ca', 'init'], { folder });
  await run(['ca', 'issue', '--uri', 'https://a.example', '--key', 'k.pem', '--out', 'c.pem'], { folder });
  const { serialNumber } = new X509Certificate(await readFile(join(folder, 'c.pem')));
  const revoke = (...args: string[]) => run(['ca', 'revoke', ...args], { folder });
  expect(await revoke('--certificate', 'c.pem')).toMatchObject({
    code: 0,
    said: expect.stringContaining(serialNumber.toLowerCase()),
  });
  expect((await revoke('--serial', '0A:0B')).code).toBe(0);
  expect((await revoke('--serial', '0a0b')).code).toBe(0);
  const { said } = await run(['ca', 'show', '--json'], { folder });
  const serials = JSON.parse(said).revoked.map(({ serial }: { serial: string }) => serial);
  expect(serials.sort()).toEqual(['0a0b', serialNumber.toLowerCase()].sort());
  for (const args of [[], ['--serial', '0a', '--certificate', 'c.pem'], ['--certificate', 'k.pem']])
    expect(await revoke(...args)).toMatchObject({ code: 2, complained: expect.stringMatching(/^usage/) });
  expect(await revoke('--serial', 'abc')).toMatchObject({
    code: 2,
    complained: expect.stringMatching(/^serial_invalid: /),
  });
});

test('add-root makes a further root, and the one in use goes on certifying', async () => {
  const folder = await makeFolder();
  await run(['ca', 'init'], { folder });
  const added = await run(['ca', 'add-root'], { folder });
  expect(added).toMatchObject({ code: 0, said: expect.stringContaining('root-2.pem') });
  await run(['ca', 'issue', '--uri', 'https://a.example', '--key', 'k.pem', '--out', 'c.pem'], { folder });
  const [, intermediate = ''] = (await readFile(join(folder, 'c.pem'), 'utf8')).split(
    /(?<=END CERTIFICATE-----\n)/,
  );
  const roots = await Promise.all(
    [1, 2].map(
      async (number) => new X509Certificate(await readFile(join(folder, `keyturn-ca/root-${number}.pem`))),
    ),
  );
  const issued = new X509Certificate(intermediate);
  expect(roots.map((root) => issued.verify(root.publicKey))).toEqual([true, false]);
});
