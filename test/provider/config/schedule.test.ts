import { systemClock } from '@keyturn/shared/clock';
import { VirtualClock } from '@keyturn/shared/virtual-clock';
import cron from 'node-cron';
import { expect, test, vi } from 'vitest';
import { cronExpression, isDue, startSchedule, waitSeconds } from '../../../provider/schedule.js';

test.each([1, 2, 3, 5, 7, 10, 30, 45, 60, 61, 90, 300, 86_400])(
  'every %i seconds is an expression that cron knows',
  (seconds) => {
    expect(cron.validate(cronExpression(seconds))).toBe(true);
  },
);

test.each([
  [Number.NEGATIVE_INFINITY, 0, 5, true],
  [0, 4400, 5, false],
  [0, 4600, 5, true],
  [0, 5000, 5, true],
  [0, 900, 1, true],
  [0, 400, 1, false],
  [0, 6000, 7, false],
  [0, 7000, 7, true],
])('last at %i ms, now at %i ms, every %i s: due is %s', (last, now, every, due) => {
  expect(isDue(last, now, every)).toBe(due);
});

test.each([
  [1000.25, 1005, 5, 4.75],
  [1000.25, 1000.25, 5, 5],
  // The wall clock stepped between the two readings: forward, and back.
  [1000.25, 999, 5, 5],
  [1000.25, 90_000, 5, 5],
  [1000, 1001, 300, 1],
])('at %d s with the next slot at %d s, every %i s: wait %d s', (now, slot, every, wait) => {
  expect(waitSeconds(now, slot, every)).toBe(wait);
});

/** Seconds pass at once, for node-cron too. */
async function withFakeTime(
  work: (pass: (seconds: number) => Promise<void>) => Promise<void>,
): Promise<void> {
  vi.useFakeTimers();
  try {
    await work(async (seconds) => void (await vi.advanceTimersByTimeAsync(seconds * 1000)));
  } finally {
    vi.useRealTimers();
  }
}

test.each([1, 5, 7])('ticks at once and then every %i seconds, until it is stopped', (everySeconds) =>
  withFakeTime(async (pass) => {
    let ticks = 0;
    const schedule = startSchedule(
      everySeconds,
      async () => ticks++,
      systemClock,
      () => {},
    );
    expect(ticks).toBe(1);
    await pass(everySeconds * 20);
    expect(ticks).toBeGreaterThanOrEqual(19);
    expect(ticks).toBeLessThanOrEqual(22);
    await schedule.stop();
    const stoppedAt = ticks;
    await pass(everySeconds * 20);
    expect(ticks).toBe(stoppedAt);
  }),
);

test.each([
  ['an hour forward', 3600],
  ['a day forward', 86_400],
  ['an hour back', -3600],
])('a wall clock set %s costs no slot and no tick', (_, stepSeconds) =>
  withFakeTime(async (pass) => {
    // node-cron takes each slot that it looks at apart: counting them, no machine is too fast or too slow to tell.
    const looks = vi.spyOn(Date.prototype, 'getMilliseconds');
    let ticks = 0;
    const schedule = startSchedule(
      1,
      async () => ticks++,
      systemClock,
      () => {},
    );
    await pass(10);
    const steady = { ticks, looks: looks.mock.calls.length };
    expect(steady.looks).toBeGreaterThan(0);
    vi.setSystemTime(Date.now() + stepSeconds * 1000);
    await pass(10);
    expect(ticks - steady.ticks).toBeGreaterThanOrEqual(9);
    expect(ticks - steady.ticks).toBeLessThanOrEqual(11);
    expect(looks.mock.calls.length).toBeLessThanOrEqual(3 * steady.looks);
    looks.mockRestore();
    await schedule.stop();
  }),
);

test('ticks go on by the monotonic clock when the wall clock stands still', async () => {
  let ticks = 0;
  const clock = new VirtualClock(1_000_000);
  const schedule = startSchedule(
    60,
    async () => ticks++,
    clock,
    () => {},
  );
  await clock.advanceSeconds(0);
  await clock.advanceSeconds(600);
  expect(ticks).toBe(11);
  await schedule.stop();
  await clock.advanceSeconds(600);
  expect(ticks).toBe(11);
});

test('no tick starts while one runs, and stopping waits for it', () =>
  withFakeTime(async (pass) => {
    const ends: (() => void)[] = [];
    const tick = () => new Promise<void>((resolve) => ends.push(resolve));
    const schedule = startSchedule(1, tick, systemClock, () => {});
    await pass(10);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await pass(2);
    expect(ends).toHaveLength(2);
    let stopped = false;
    const stopping = schedule.stop().then(() => {
      stopped = true;
    });
    await pass(5);
    expect(stopped).toBe(false);
    ends[1]?.();
    await stopping;
    expect(ends).toHaveLength(2);
  }));

test('a tick that throws is logged, counted and followed by the next', () =>
  withFakeTime(async (pass) => {
    const events: string[] = [];
    let broken = true;
    const tick = async () => {
      if (broken) throw new Error('no store');
    };
    const schedule = startSchedule(1, tick, systemClock, (_, event) => events.push(event));
    await pass(3);
    expect(schedule.health().consecutiveFailures).toBeGreaterThanOrEqual(3);
    expect(new Set(events)).toEqual(new Set(['schedule.tick_failed']));
    broken = false;
    await pass(2);
    expect(schedule.health()).toEqual({ everySeconds: 1, consecutiveFailures: 0 });
    await schedule.stop();
  }));

test('without a beat nothing ticks', async () => {
  const schedule = startSchedule(
    null,
    () => Promise.reject(new Error('ticked')),
    systemClock,
    () => {
      throw new Error('logged');
    },
  );
  expect(schedule.health()).toEqual({ everySeconds: null, consecutiveFailures: 0 });
  await schedule.stop();
});
