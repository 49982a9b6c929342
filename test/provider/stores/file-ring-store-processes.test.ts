import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { systemClock } from '@keyturn/shared/clock';
import { expect, test } from 'vitest';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import { bundleSource } from '../../support/bundle-source.js';
import { expectWhole, startWriter } from '../../support/ring-writers.js';
import { sampleRing } from '../../support/sample-ring.js';
import { scratchFolder } from '../../support/scratch-folder.js';

const ring = sampleRing();

test('four processes with 25 commits each lose nothing', { timeout: 240_000 }, async () => {
  const [program, folder] = [
    await bundleSource(new URL('ring-writer.ts', import.meta.url)),
    await scratchFolder(),
  ];
  const store = await createFileRingStore({ folder, clock: systemClock });
  expect(await store.update(null, ring)).toBe(true);
  const writers = ['a', 'b', 'c', 'd'].map((actor) => startWriter(program, [folder, actor, '25']));
  await Promise.all(writers.map(({ ended }) => ended));
  expect(writers.map(({ promised }) => promised.length)).toEqual([25, 25, 25, 25]);
  expect(new Set(writers.flatMap(({ promised }) => promised)).size).toBe(100);
  expect(await expectWhole(store, ring)).toBe(ring.epoch + 100);
  const left = (await readdir(folder)).filter((name) => name.startsWith('ring.'));
  expect(left.sort()).toEqual([`ring.after-${ring.epoch + 99}.json`, 'ring.after-init.json']);
});

test('writers that are killed under load leave a whole ring with every promised commit', {
  timeout: 240_000,
}, async () => {
  const [program, folder] = [
    await bundleSource(new URL('ring-writer.ts', import.meta.url)),
    await scratchFolder(),
  ];
  const store = await createFileRingStore({ folder, clock: systemClock });
  expect(await store.update(null, ring)).toBe(true);
  let epoch = ring.epoch;
  for (let trial = 0; trial < 10; trial++) {
    const writers = ['a', 'b'].map((actor) => startWriter(program, [folder, actor, '1000000']));
    // Once all are at work, the moment of the kill is as random as the machine.
    await Promise.all(writers.map(({ process }) => once(process.stdout ?? process, 'data')));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
    for (const writer of writers) writer.process.kill('SIGKILL');
    await Promise.all(writers.map(({ ended }) => ended));
    const promised = writers.flatMap((writer) => writer.promised);
    expect(new Set(promised).size).toBe(promised.length);
    const after = await expectWhole(store, ring);
    expect(after).toBeGreaterThanOrEqual(Math.max(...promised));
    // Each of the two may have committed once without living to say so.
    expect(after - epoch - promised.length).toBeGreaterThanOrEqual(0);
    expect(after - epoch - promised.length).toBeLessThanOrEqual(2);
    epoch = after;
  }
});
