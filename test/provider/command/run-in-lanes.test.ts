import { sleep } from '@keyturn/shared/clock';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import { expect, test } from 'vitest';
import { inOrder } from '../../../provider/command/run-drills.js';
import { runInLanes } from '../../../provider/command/run-in-lanes.js';
import { scenarios } from '../../../provider/drills/create-drills.js';

interface Job {
  readonly name: string;
  readonly durationSeconds: number;
}

const STARTING_SECONDS = 3;

/** How long all of it takes, and who ran when. */
async function play(jobs: readonly Job[], lanes: number) {
  const clock = new VirtualClock(0);
  let starting = 0;
  let running = 0;
  const seen = { startingAtMost: 0, runningAtMost: 0, ended: [] as string[] };
  const work = runInLanes(jobs, lanes, async ({ name, durationSeconds }, hasBegun) => {
    starting += 1;
    running += 1;
    seen.startingAtMost = Math.max(seen.startingAtMost, starting);
    seen.runningAtMost = Math.max(seen.runningAtMost, running);
    await sleep(clock, STARTING_SECONDS * 1000);
    starting -= 1;
    hasBegun();
    await sleep(clock, durationSeconds * 1000);
    running -= 1;
    seen.ended.push(name);
  });
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    clock.runNext();
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  await work;
  return { ...seen, tookSeconds: clock.nowSeconds() };
}

const job = (name: string, durationSeconds: number): Job => ({ name, durationSeconds });

test('so many side by side and no more, and one starts at a time', async () => {
  const jobs = Array.from({ length: 7 }, (_, at) => job(`job ${at}`, 20));
  const { startingAtMost, runningAtMost, ended } = await play(jobs, 3);
  expect([startingAtMost, runningAtMost]).toEqual([1, 3]);
  expect(ended).toHaveLength(7);
});

test('one lane is one after the other, in order', async () => {
  const { ended, runningAtMost } = await play([job('a', 9), job('b', 1), job('c', 5)], 1);
  expect([ended.join(''), runningAtMost]).toEqual(['abc', 1]);
});

test('one that fails ends the whole, and lets nobody wait at the door', async () => {
  const begun: string[] = [];
  const work = runInLanes([job('bad', 1), job('good', 1)], 2, async ({ name }) => {
    begun.push(name);
    if (name === 'bad') throw new Error('no port');
  });
  await expect(work).rejects.toThrow('no port');
  await Promise.resolve();
  expect(begun).toEqual(['bad', 'good']);
});

test('all drills in real time, three side by side, are over in a quarter of an hour with two minutes to spare', async () => {
  const inRealTime = scenarios.filter(({ isInScaledTime }) => isInScaledTime !== true);
  const { tookSeconds } = await play(inOrder(inRealTime, 3), 3);
  expect(tookSeconds).toBeLessThan(13 * 60);
  // One after the other they would not be.
  expect(inRealTime.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0)).toBeGreaterThan(15 * 60);
});
