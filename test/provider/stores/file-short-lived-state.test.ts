import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@keyturn/shared/clock';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createFileShortLivedState } from '../../../provider/stores/file-short-lived-state.js';
import { describeShortLivedState } from '../../contract/short-lived-state-contract.js';
import { bundleSource } from '../../support/bundle-source.js';
import { scratchFolder } from '../../support/scratch-folder.js';

async function begin(maxEntries?: number, segmentSeconds?: number) {
  const folder = join(await scratchFolder(), 'short-lived');
  const clock = new VirtualClock(1_700_000_000.25);
  const open = () => {
    const state = createFileShortLivedState({ folder, clock, maxEntries, segmentSeconds });
    onTestFinished(() => state.close());
    return state;
  };
  return { folder, clock, state: open(), peer: async () => open() };
}

describeShortLivedState('in a folder', begin);
describeShortLivedState('in a folder whose files end at once', (maxEntries) => begin(maxEntries, 0));

test('files whose entries have all expired are removed, and the rest is kept', async () => {
  const { folder, clock, state, peer } = await begin(undefined, 10);
  const sleeper = await peer();
  await sleeper.get('jti', 'nothing');
  const sizes: number[] = [];
  for (let n = 0; n < 60; n++) {
    expect(await state.addIfAbsent('jti', `key ${n}`, 30)).toBe(true);
    await clock.advanceSeconds(5);
    sizes.push((await readdir(folder)).length);
  }
  expect(Math.max(...sizes)).toBeLessThanOrEqual(6);
  // Who slept through it all reads on where the files go on, and a newcomer where they begin.
  for (const party of [sleeper, await peer()]) {
    expect(await party.addIfAbsent('jti', 'key 59', 30)).toBe(false);
    expect(await party.addIfAbsent('jti', 'key 55', 30)).toBe(false);
  }
  expect(await sleeper.addIfAbsent('jti', 'key 0', 30)).toBe(true);
  expect(await state.addIfAbsent('jti', 'key 0', 30)).toBe(false);
});

test('a file made by who slept is read past, whoever meets it', async () => {
  const { folder, clock, state, peer } = await begin(undefined, 10);
  const sleeper = await peer();
  await sleeper.addIfAbsent('jti', 'first', 5);
  for (let n = 0; n < 4; n++) {
    await clock.advanceSeconds(11);
    await state.addIfAbsent('jti', `key ${n}`, 12);
  }
  const numbers = (await readdir(folder)).map((name) => Number(/\d+/.exec(name)?.[0]));
  expect(Math.min(...numbers)).toBeGreaterThan(1);
  // As a process makes it that saw no file after the one it read, and was held up there.
  await writeFile(join(folder, 'log-1.ndjson'), '');
  for (const party of [sleeper, await peer(), state])
    expect(await party.addIfAbsent('jti', 'key 3', 12)).toBe(false);
  expect(await sleeper.addIfAbsent('jti', 'one', 12)).toBe(true);
  expect(await (await peer()).addIfAbsent('jti', 'one', 12)).toBe(false);
});

test('a line that was cut short, and lines that are none, cost nothing', async () => {
  const { folder, state, peer } = await begin();
  expect(await state.addIfAbsent('jti', 'one', 60)).toBe(true);
  const file = join(folder, 'log-0.ndjson');
  await appendFile(file, '\n{"op":"claim","by":"killed","atSeconds":17');
  expect(await state.addIfAbsent('jti', 'two', 60)).toBe(true);
  await appendFile(file, '\n[]\n{"op":"claim"}\nnull\n');
  for (const party of [state, await peer()]) {
    expect(await party.addIfAbsent('jti', 'one', 60)).toBe(false);
    expect(await party.addIfAbsent('jti', 'two', 60)).toBe(false);
    expect(await party.get('jti', 'three')).toBeUndefined();
  }
});

test('what a power loss leaves of files that are never synced is read as far as it is whole, by all alike', async () => {
  const { folder, clock, state } = await begin(undefined, 1);
  for (let n = 0; n < 6; n++) {
    expect(await state.addIfAbsent('jti', `key ${n}`, 600)).toBe(true);
    await clock.advanceSeconds(1);
  }
  const files = await Promise.all(
    (await readdir(folder)).map(async (name) => ({ name, bytes: await readFile(join(folder, name)) })),
  );
  expect(files.length).toBeGreaterThan(2);
  const scratch = await scratchFolder();
  const losses = fc.tuple(
    ...files.map(() =>
      fc.record({
        kept: fc.double({ min: 0, max: 1, noNaN: true }),
        as: fc.constantFrom('gone', 'short', 'zeros'),
      }),
    ),
  );
  await fc.assert(
    fc.asyncProperty(losses, async (fates) => {
      const left = await mkdtemp(join(scratch, 'left-'));
      for (const [at, { name, bytes }] of files.entries()) {
        const { kept = 0, as = 'gone' } = fates[at] ?? {};
        const length = Math.round(kept * bytes.length);
        const whole = Buffer.concat([bytes.subarray(0, length), Buffer.alloc(bytes.length - length)]);
        if (as !== 'gone')
          await writeFile(join(left, name), as === 'zeros' ? whole : bytes.subarray(0, length));
      }
      const open = () => createFileShortLivedState({ folder: left, clock });
      const [one, other] = [open(), open()];
      for (let n = 0; n < 8; n++) {
        // One of the two at most, and never again.
        const answers = await Promise.all(
          [one, other].map((each) => each.addIfAbsent('jti', `key ${n}`, 600)),
        );
        expect(answers.filter(Boolean).length).toBeLessThanOrEqual(1);
        expect(await other.addIfAbsent('jti', `key ${n}`, 600)).toBe(false);
      }
      const later = open();
      for (let n = 0; n < 8; n++) expect(await later.addIfAbsent('jti', `key ${n}`, 600)).toBe(false);
      await Promise.all([one, other, later].map((each) => each.close()));
    }),
    { numRuns: 12 },
  );
});

test('what a stranger chose as a key stands in no file, and no other user reads it', async () => {
  const { folder, state } = await begin();
  await state.addIfAbsent('client-assertion', 'robot: a jti of theirs', 60);
  expect(await readFile(join(folder, 'log-0.ndjson'), 'utf8')).not.toMatch(/robot|theirs/);
});

test('a folder that cannot be used is an error that heals', async () => {
  const folder = join(await scratchFolder(), 'short-lived');
  await writeFile(folder, 'a file');
  const state = createFileShortLivedState({ folder, clock: new VirtualClock(0) });
  await expect(state.addIfAbsent('jti', 'one', 60)).rejects.toMatchObject({ code: 'store_unavailable' });
  await chmod(folder, 0o600);
  const { rm } = await import('node:fs/promises');
  await rm(folder);
  await mkdir(folder);
  expect(await state.addIfAbsent('jti', 'one', 60)).toBe(true);
  await state.close();
});

interface Claimer {
  readonly process: ChildProcess;
  readonly won: number[];
  readonly ended: Promise<unknown>;
}

function startClaimer(program: string, folder: string, from: number, count: number): Claimer {
  const child = spawn(process.execPath, [program, folder, `${from}`, `${count}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const won: number[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    won.push(...lines.map(Number));
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { process: child, won, ended: once(child, 'close') };
}

test('of three processes that claim the same keys, one has each', { timeout: 60_000 }, async () => {
  const program = await bundleSource(new URL('claimer.ts', import.meta.url));
  const folder = await scratchFolder();
  const claimers = Array.from({ length: 3 }, () => startClaimer(program, folder, 0, 60));
  await Promise.all(claimers.map(({ ended }) => ended));
  const won = claimers.flatMap(({ won }) => won).sort((a, b) => a - b);
  expect(won).toEqual(Array.from({ length: 60 }, (_, n) => n));
});

test('what a process claimed before it was killed nobody claims again', { timeout: 60_000 }, async () => {
  const program = await bundleSource(new URL('claimer.ts', import.meta.url));
  const folder = await scratchFolder();
  const won: number[] = [];
  for (let trial = 0; trial < 2; trial++) {
    const claimers = [0, 1].map(() => startClaimer(program, folder, trial * 1_000_000, 1_000_000));
    // One of them may always come second, and say nothing.
    await Promise.race(claimers.map(({ process }) => once(process.stdout ?? process, 'data')));
    for (const { process } of claimers) process.kill('SIGKILL');
    await Promise.all(claimers.map(({ ended }) => ended));
    won.push(...claimers.flatMap((claimer) => claimer.won));
  }
  expect(new Set(won).size).toBe(won.length);
  const state = createFileShortLivedState({ folder, clock: systemClock });
  for (const key of won.slice(-200)) expect(await state.addIfAbsent('jti', `key ${key}`, 600)).toBe(false);
  expect(await state.addIfAbsent('jti', 'another', 600)).toBe(true);
  await state.close();
});
