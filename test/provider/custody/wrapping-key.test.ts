import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  createWrappingKeyFile,
  generateWrappingKey,
  readWrappingKey,
  readWrappingKeyFile,
} from '../../../provider/custody/wrapping-key.js';
import { nodeFileSystem } from '../../../provider/stores/file-system.js';
import { CrashingDisk } from '../../support/crashing-disk.js';
import { scratchFolder } from '../../support/scratch-folder.js';

const invalid = { code: 'wrapping_key_invalid' };
const key = generateWrappingKey();
const text = Buffer.from(key).toString('base64url');

describe('a wrapping key as text', () => {
  test('is base64url of 32 bytes', () => {
    expect(readWrappingKey(text)).toEqual(key);
    expect(readWrappingKey(`  ${text}\n`)).toEqual(key);
    expect(generateWrappingKey()).not.toEqual(generateWrappingKey());
  });

  test.each([
    ['nothing', ''],
    ['a password', 'correct horse battery staple'],
    ['too short', text.slice(1)],
    ['too long', `${text}A`],
    ['padded', `${text}=`],
    ['base64', `${'A'.repeat(42)}+`],
    ['hex', Buffer.from(key).toString('hex')],
    ['with a space within', `${text.slice(0, 20)} ${text.slice(20)}`],
    ['with bits that belong to no byte', `${'A'.repeat(42)}B`],
  ])('%s is none, and is not repeated', (_what, wrong) => {
    expect(() => readWrappingKey(wrong)).toThrow(expect.objectContaining(invalid));
    if (wrong !== '') expect(() => readWrappingKey(wrong)).not.toThrow(wrong);
  });
});

describe('a wrapping key in a file', () => {
  test('is made once, for its owner alone, in a folder that is made for it', async () => {
    const folder = await scratchFolder();
    const path = join(folder, 'keys', 'wrapping.key');
    expect(await createWrappingKeyFile(path)).toBe(true);
    const made = await readWrappingKeyFile(path);
    expect(made).toHaveLength(32);
    expect(await createWrappingKeyFile(path)).toBe(false);
    expect(await readWrappingKeyFile(path)).toEqual(made);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'keys'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'keys'))).toEqual(['wrapping.key']);
  });

  test('of many who make it at once, one does', async () => {
    const folder = await scratchFolder();
    const path = join(folder, 'wrapping.key');
    const made = await Promise.all(Array.from({ length: 8 }, () => createWrappingKeyFile(path)));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['wrapping.key']);
  });

  test('is not replaced, whatever is in the file', async () => {
    const path = join(await scratchFolder(), 'wrapping.key');
    await writeFile(path, 'something else');
    expect(await createWrappingKeyFile(path)).toBe(false);
    expect(await readFile(path, 'utf8')).toBe('something else');
    await chmod(path, 0o600);
    await expect(readWrappingKeyFile(path)).rejects.toMatchObject(invalid);
    await expect(readWrappingKeyFile(path)).rejects.not.toThrow('something else');
  });

  test.each([0o640, 0o604, 0o660, 0o644])('of mode %o is refused with the cure', async (mode) => {
    const path = join(await scratchFolder(), 'wrapping.key');
    await writeFile(path, text);
    await chmod(path, mode);
    const message = expect.stringContaining(`chmod 600 ${path}`);
    await expect(readWrappingKeyFile(path)).rejects.toMatchObject({ ...invalid, message });
    await chmod(path, 0o600);
    expect(await readWrappingKeyFile(path)).toEqual(key);
  });

  test('that is missing, a folder, or large is refused, and reading makes none (I12)', async () => {
    const folder = await scratchFolder();
    await expect(readWrappingKeyFile(join(folder, 'none.key'))).rejects.toMatchObject(invalid);
    await mkdir(join(folder, 'folder.key'), { mode: 0o700 });
    await expect(readWrappingKeyFile(join(folder, 'folder.key'))).rejects.toMatchObject(invalid);
    await writeFile(join(folder, 'large.key'), 'A'.repeat(4096), { mode: 0o600 });
    await expect(readWrappingKeyFile(join(folder, 'large.key'))).rejects.toMatchObject(invalid);
    expect((await readdir(folder)).sort()).toEqual(['folder.key', 'large.key']);
  });

  test('a disk that refuses it says so', async () => {
    const path = join(await scratchFolder(), 'wrapping.key');
    const full = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    await expect(createWrappingKeyFile(path, { ...nodeFileSystem, write: full })).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    await expect(readWrappingKeyFile(path)).rejects.toMatchObject(invalid);
  });

  test('survives a power loss as soon as it is promised, and is whole or absent before', async () => {
    const path = '/srv/keys/wrapping.key';
    for (let at = 1, ended = false; !ended; at++) {
      let operations = 0;
      const disk = new CrashingDisk(() => {
        operations++;
        if (operations === at) throw new Error('no power');
      });
      const promised = await createWrappingKeyFile(path, disk).catch(() => false);
      ended = operations < at;
      for (const survives of [() => true, () => false]) {
        const left = disk.afterPowerLoss(survives);
        const content = await left.read(path, 1024).catch(() => null);
        if (promised || content !== null)
          expect(Buffer.from(content?.bytes ?? '').toString(), `at ${at}`).toMatch(/^[\w-]{43}\n$/);
      }
    }
  });
});
