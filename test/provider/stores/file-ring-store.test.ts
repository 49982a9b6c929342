import { chmod, mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { describe, expect, test } from 'vitest';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import { nodeFileSystem } from '../../../provider/stores/file-system.js';
import { describeRingStore } from '../../contract/ring-store-contract.js';
import { sampleRing, turnRing } from '../../support/sample-ring.js';
import { scratchFolder } from '../../support/scratch-folder.js';
import { turnOnce } from '../../support/turn-once.js';

const clock = new VirtualClock(1_700_000_000);
const open = (folder: string) => createFileRingStore({ folder, clock });
const ring = sampleRing();
const firstFile = 'ring.after-init.json';

describeRingStore('file', async (document) => {
  const folder = join(await scratchFolder(), 'keys');
  if (document !== undefined) {
    await mkdir(folder);
    await writeFile(join(folder, firstFile), document);
  }
  const [store, peer] = [await open(folder), await open(folder)];
  return { store, peer, nowSeconds: 1_700_000_000, tearDown: async () => {} };
});

describe('the folder', () => {
  test('reading creates nothing, not even the folder (I12)', async () => {
    const folder = await scratchFolder();
    const store = await open(join(folder, 'a', 'b'));
    expect(await store.read()).toBeNull();
    expect(await store.readArchive()).toEqual([]);
    expect(await store.update(3, turnRing(ring, 'early'))).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });

  test('belongs to its owner alone, and so do its files', async () => {
    const folder = join(await scratchFolder(), 'a', 'b');
    const store = await open(folder);
    await store.archive(ring.journal.entries);
    expect(await store.update(null, ring)).toBe(true);
    await turnOnce(store, 'writer');
    const mode = async (path: string) => (await stat(path)).mode & 0o777;
    expect(await mode(folder)).toBe(0o700);
    for (const name of await readdir(folder)) expect(await mode(join(folder, name))).toBe(0o600);
  });

  test('keeps the newest ring only: the private halves of ended keys are gone', async () => {
    const folder = await scratchFolder();
    const store = await open(folder);
    expect(await store.update(null, ring)).toBe(true);
    const second = await turnOnce(store, 'second');
    await turnOnce(store, 'third');
    expect((await readdir(folder)).sort()).toEqual([`ring.after-${second.epoch}.json`, firstFile]);
    expect(await readFile(join(folder, firstFile), 'utf8')).toBe('');
  });

  test('files of others are neither read nor touched', async () => {
    const folder = await scratchFolder();
    const names = ['ring.after-99.json.bak', 'ring.after-099.json', 'ring.json', 'notes.txt', 'ring.draft-1'];
    for (const name of names) await writeFile(join(folder, name), 'not ours');
    const store = await open(folder);
    expect(await store.read()).toBeNull();
    expect(await store.update(null, ring)).toBe(true);
    await turnOnce(store, 'writer');
    for (const name of names) expect(await readFile(join(folder, name), 'utf8')).toBe('not ours');
  });
});

describe('a ring that cannot be read', () => {
  test('is never answered by an older one', async () => {
    const folder = await scratchFolder();
    const store = await open(folder);
    expect(await store.update(null, ring)).toBe(true);
    await writeFile(join(folder, `ring.after-${ring.epoch}.json`), 'damaged');
    await expect(store.read()).rejects.toMatchObject({ code: 'ring_unreadable' });
    await expect(store.update(ring.epoch, turnRing(ring, 'writer'))).rejects.toMatchObject({
      code: 'ring_unreadable',
    });
  });

  test.each([
    ['cut short', (path: string) => truncate(path, 100)],
    ['emptied', (path: string) => truncate(path)],
    ['under the name of a later epoch', (path: string) => rename(path, path.replace('init', '999'))],
    ['no UTF-8', (path: string) => writeFile(path, Buffer.from([0x7b, 0xff, 0x7d]))],
    ['too large', (path: string) => truncate(path, 16 * 1024 * 1024 + 1)],
  ])('%s is ring_unreadable, and its content is not told', async (_how, damage) => {
    const folder = await scratchFolder();
    const store = await open(folder);
    expect(await store.update(null, ring)).toBe(true);
    await damage(join(folder, firstFile));
    const error = await (await open(folder))
      .read()
      .then(String, (failure: Error & { code: string }) => failure);
    expect(error).toMatchObject({ code: 'ring_unreadable' });
    expect(String(error)).not.toMatch(/wrapped-|issuer\.example/);
  });

  test('a ring whose last file was deleted by hand is not an absent one', async () => {
    const folder = await scratchFolder();
    const store = await open(folder);
    expect(await store.update(null, ring)).toBe(true);
    await turnOnce(store, 'writer');
    await rm(join(folder, `ring.after-${ring.epoch}.json`));
    const later = await open(folder);
    await expect(later.read()).rejects.toMatchObject({ code: 'ring_unreadable' });
    await expect(later.update(null, ring)).rejects.toMatchObject({ code: 'ring_unreadable' });
  });

  test('a folder that goes away under a process is trouble, not an absent ring', async () => {
    const folder = join(await scratchFolder(), 'keys');
    const store = await open(folder);
    expect(await store.update(null, ring)).toBe(true);
    expect(await store.read()).toEqual(ring);
    await rename(folder, `${folder}-away`);
    await expect(store.read()).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.update(null, ring)).rejects.toMatchObject({ code: 'store_unavailable' });
    await rename(`${folder}-away`, folder);
    expect(await store.read()).toEqual(ring);
  });

  test('an older copy that is put back under a process is refused', async () => {
    const folder = join(await scratchFolder(), 'keys');
    const store = await open(folder);
    expect(await store.update(null, ring)).toBe(true);
    await turnOnce(store, 'second');
    const third = await turnOnce(store, 'third');
    expect(await store.read()).toEqual(third);
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await writeFile(join(folder, firstFile), JSON.stringify(ring));
    await expect(store.read()).rejects.toMatchObject({ code: 'ring_unreadable' });
  });
});

describe('a store that cannot be reached', () => {
  test('a file in place of the folder', async () => {
    const path = join(await scratchFolder(), 'keys');
    await writeFile(path, '');
    const store = await open(path);
    await expect(store.read()).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.readArchive()).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(store.update(null, ring)).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  test.each([
    ['EACCES', 'create', /user that runs the provider/],
    ['EROFS', 'create', /read-only/],
    ['ENOSPC', 'write', /disk is full/],
    ['EIO', 'syncFile', /EIO/],
    ['EPERM', 'link', /refuses hard links/],
    ['ENOTSUP', 'link', /refuses hard links/],
  ] as const)(
    '%s from %s says what to do and leaves the ring as it was',
    async (code, operation, message) => {
      const folder = await scratchFolder();
      expect(await (await open(folder)).update(null, ring)).toBe(true);
      const failing = () => Promise.reject(Object.assign(new Error('refused'), { code }));
      const store = await createFileRingStore({
        folder,
        clock,
        fileSystem: { ...nodeFileSystem, [operation]: failing },
      });
      const refused = store.update(ring.epoch, turnRing(ring, 'writer'));
      await expect(refused).rejects.toMatchObject({ code: 'store_unavailable', message });
      expect(await store.read()).toEqual(ring);
      expect(await readdir(folder)).toEqual([firstFile]);
    },
  );

  test('a folder that can only be read is read', async () => {
    const folder = await scratchFolder();
    expect(await (await open(folder)).update(null, ring)).toBe(true);
    await chmod(folder, 0o500);
    expect(await (await open(folder)).read()).toEqual(ring);
    await chmod(folder, 0o700);
  });

  test('a commit stands though older files cannot be destroyed, and the next one destroys them', async () => {
    const folder = await scratchFolder();
    const failures: string[] = [];
    let refuse = true;
    const store = await createFileRingStore({
      folder,
      clock,
      onCleanupFailed: ({ code }) => failures.push(code),
      fileSystem: {
        ...nodeFileSystem,
        remove: (path) =>
          refuse
            ? Promise.reject(Object.assign(new Error('busy'), { code: 'EBUSY' }))
            : nodeFileSystem.remove(path),
      },
    });
    expect(await store.update(null, ring)).toBe(true);
    const second = await turnOnce(store, 'second');
    expect(failures).toEqual(['store_unavailable', 'store_unavailable']);
    expect(await store.read()).toEqual(second);
    refuse = false;
    await turnOnce(store, 'third');
    expect((await readdir(folder)).sort()).toEqual([`ring.after-${second.epoch}.json`, firstFile]);
  });
});
