import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { systemClock } from '@keyturn/shared/clock';
import { expect, onTestFinished, test } from 'vitest';
import { findBrokenLink } from '../../../provider/ring/journal.js';
import { createFileRingStore } from '../../../provider/stores/file-ring-store.js';
import type { RingStore } from '../../../provider/stores/ring-store.js';
import { bundleSource } from '../../support/bundle-source.js';
import { sampleRing } from '../../support/sample-ring.js';
import { scratchFolder } from '../../support/scratch-folder.js';

const ring = sampleRing();

interface Writer {
  readonly process: ChildProcess;
  /** The epochs whose commit it was promised. */
  readonly promised: number[];
  readonly ended: Promise<unknown>;
}

function startWriter(program: string, folder: string, actor: string, times: number): Writer {
  const child = spawn(process.execPath, [program, folder, actor, `${times}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const promised: number[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    promised.push(...lines.map(Number));
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { process: child, promised, ended: once(child, 'close') };
}

/** Every change is in the ring's journal or in the archive beside it, in one unbroken chain. */
async function expectWhole(store: RingStore): Promise<number> {
  const stored = await store.read();
  const epoch = stored?.epoch ?? -1;
  const tail = stored?.journal.entries ?? [];
  const archived = (await store.readArchive()).filter(({ sequence }) => sequence < (tail[0]?.sequence ?? 0));
  const entries = [...archived, ...tail];
  expect(entries).toHaveLength(1 + epoch - ring.epoch);
  expect(findBrokenLink(entries, stored?.journal.head ?? '')).toBeNull();
  return epoch;
}

test('four processes with 25 commits each lose nothing', { timeout: 240_000 }, async () => {
  const [program, folder] = [
    await bundleSource(new URL('ring-writer.ts', import.meta.url)),
    await scratchFolder(),
  ];
  const store = await createFileRingStore({ folder, clock: systemClock });
  expect(await store.update(null, ring)).toBe(true);
  const writers = ['a', 'b', 'c', 'd'].map((actor) => startWriter(program, folder, actor, 25));
  await Promise.all(writers.map(({ ended }) => ended));
  expect(writers.map(({ promised }) => promised.length)).toEqual([25, 25, 25, 25]);
  expect(new Set(writers.flatMap(({ promised }) => promised)).size).toBe(100);
  expect(await expectWhole(store)).toBe(ring.epoch + 100);
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
    const writers = ['a', 'b'].map((actor) => startWriter(program, folder, actor, 1_000_000));
    // Once all are at work, the moment of the kill is as random as the machine.
    await Promise.all(writers.map(({ process }) => once(process.stdout ?? process, 'data')));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
    for (const writer of writers) writer.process.kill('SIGKILL');
    await Promise.all(writers.map(({ ended }) => ended));
    const promised = writers.flatMap((writer) => writer.promised);
    expect(new Set(promised).size).toBe(promised.length);
    const after = await expectWhole(store);
    expect(after).toBeGreaterThanOrEqual(Math.max(...promised));
    // Each of the two may have committed once without living to say so.
    expect(after - epoch - promised.length).toBeGreaterThanOrEqual(0);
    expect(after - epoch - promised.length).toBeLessThanOrEqual(2);
    epoch = after;
  }
});
