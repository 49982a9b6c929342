import type { Clock } from '@keyturn/shared/clock';
import { systemClock } from '@keyturn/shared/clock';
import { expect, test } from 'vitest';
import { MachineWatch } from '../../../provider/scenario/machine-watch.js';

/** Timers come at once, and each says that so much more time went by than was asked for. Milliseconds. */
function lateBy(delays: readonly number[]): { clock: Clock; isOver: () => boolean } {
  let now = 0;
  let fired = 0;
  const clock: Clock = {
    ...systemClock,
    monotonicMilliseconds: () => now,
    after(delayMilliseconds, task) {
      now += delayMilliseconds + (delays[fired++] ?? 0);
      const timer = setImmediate(task);
      return () => clearImmediate(timer);
    },
  };
  return { clock, isOver: () => fired > delays.length };
}

async function lostSeconds(delays: readonly number[]): Promise<number> {
  const { clock, isOver } = lateBy(delays);
  const watch = new MachineWatch(clock, 1);
  const watching = watch.watch();
  while (!isOver()) await new Promise((resolve) => setImmediate(resolve));
  watch.stop();
  await watching;
  return watch.lateSecondsAtMost;
}

test.each([
  ['a machine in time loses nothing', [0, 0, 0, 0], 0],
  ['one stall counts whole', [0, 0, 3000, 0], 3],
  ['small ones add up within the window', Array.from({ length: 30 }, () => 50), 0.5],
  ['and not beyond it', [400, ...Array.from({ length: 30 }, () => 0), 400], 0.4],
])('%s', async (_what, delays, seconds) => {
  expect(await lostSeconds(delays)).toBeCloseTo(seconds, 5);
});
