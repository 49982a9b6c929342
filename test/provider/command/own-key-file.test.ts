import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWhole } from '../../../provider/certificates/key-file.js';
import { makeFolder, run } from './test-terminal.js';

const issuer = 'https://issuer.example';

const list = (folder: string, file: string) => [
  ...['--issuer', issuer, '--key', join(folder, 'denylist.key'), '--file', file],
];

test.each([
  ['recovery', 'init'],
  ['denylist', 'key'],
])(
  '%s %s into a folder that is not there is a mistake of the caller, and tells no story',
  async (...verb) => {
    const path = join(await makeFolder(), 'missing', 'key.pem');
    const { code, complained } = await run([...verb, path]);
    expect([code, complained]).toEqual([2, `usage: ${path} cannot be written: ENOENT`]);
  },
);

test('a file that holds no key is told by its name, and is left as it is', async () => {
  const path = join(await makeFolder(), 'key.pem');
  await writeFile(path, 'words of somebody', { mode: 0o600 });
  for (const verb of [
    ['denylist', 'key', path],
    ['denylist', 'show', '--issuer', issuer, '--key', path, '--file', path],
  ]) {
    const { code, complained } = await run(verb);
    expect([code, complained]).toEqual([
      2,
      `usage: ${path} does not hold a private key (PEM) that can be read`,
    ]);
  }
  expect(await readFile(path, 'utf8')).toBe('words of somebody');
});

test('a list that cannot be written leaves no draft behind', async () => {
  const folder = await makeFolder();
  await run(['denylist', 'key', join(folder, 'denylist.key')]);
  const missing = join(folder, 'missing', 'list.jwt');
  const { code, complained } = await run(['denylist', 'add', ...list(folder, missing)]);
  expect([code, complained]).toEqual([2, `usage: ${missing}.lock cannot be written: ENOENT`]);
  const taken = join(folder, 'list.jwt');
  await mkdir(join(taken, 'full'), { recursive: true });
  expect(await run(['denylist', 'add', ...list(folder, taken)])).toMatchObject({
    code: 2,
    complained: `usage: ${taken} cannot be read: EISDIR`,
  });
  await expect(writeWhole(taken, 'a secret', 0o600)).rejects.toMatchObject({ syscall: 'rename' });
  expect((await readdir(folder)).sort()).toEqual(['denylist.key', 'list.jwt']);
});
