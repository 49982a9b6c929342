import type { Clock } from '@keyturn/shared/clock';
import cron from 'node-cron';
import { describeError } from './log.js';
import type { LogEvent } from './rotator/ring-context.js';

export interface ScheduleHealth {
  /** Null where ticks come from outside alone. */
  readonly everySeconds: number | null;
  /** Ticks that threw since the last good one. */
  readonly consecutiveFailures: number;
}

export interface Schedule {
  health(): ScheduleHealth;
  /** No tick starts any more; resolves when the one that runs has ended. */
  stop(): Promise<void>;
}

/** The one door to node-cron: runs the tick every so many seconds, never two at once. Null starts nothing. */
export function startSchedule(
  everySeconds: number | null,
  tick: () => Promise<unknown>,
  clock: Clock,
  log: LogEvent,
): Schedule {
  if (everySeconds === null)
    return { health: () => ({ everySeconds, consecutiveFailures: 0 }), stop: async () => {} };
  return startBeat(everySeconds, tick, clock, log);
}

function startBeat(
  everySeconds: number,
  tick: () => Promise<unknown>,
  clock: Clock,
  log: LogEvent,
): Schedule {
  let consecutiveFailures = 0;
  let running: Promise<void> | undefined;
  let lastStartMilliseconds = Number.NEGATIVE_INFINITY;

  async function runTick(): Promise<void> {
    try {
      await tick();
      consecutiveFailures = 0;
    } catch (error) {
      consecutiveFailures += 1;
      log('error', 'schedule.tick_failed', { consecutiveFailures, error: describeError(error) });
    }
  }

  function beat(): void {
    const now = clock.monotonicMilliseconds();
    if (running !== undefined || !isDue(lastStartMilliseconds, now, everySeconds)) return;
    lastStartMilliseconds = now;
    running = runTick().finally(() => {
      running = undefined;
    });
  }

  // Made and never started: a task that node-cron runs by itself walks, one by one, through every slot that a wall clock
  // set forward skips (a day at a grain of one second: half a minute in which nothing answers), and is silent for an hour
  // when the wall clock is set back by one. So it is asked for the next slot after each beat, and the wait is monotonic.
  const task = cron.createTask(cronExpression(everySeconds), beat, { timezone: 'UTC' });
  let cancelNext = () => {};
  function beatOn(): void {
    const now = clock.nowSeconds();
    const slot = (task.getNextRuns(1)[0]?.getTime() ?? 0) / 1000;
    cancelNext = clock.after(waitSeconds(now, slot, everySeconds) * 1000, () => {
      void task.execute();
      beatOn();
    });
  }
  beat();
  beatOn();
  return {
    health: () => ({ everySeconds, consecutiveFailures }),
    async stop() {
      cancelNext();
      await task.destroy();
      await running;
    },
  };
}

/** Until the slot, and never longer than the grain: a wall clock that stepped while we looked puts off no beat. */
export function waitSeconds(nowSeconds: number, slotSeconds: number, everySeconds: number): number {
  const untilSlot = slotSeconds - nowSeconds;
  return untilSlot > 0 && untilSlot < everySeconds ? untilSlot : everySeconds;
}

/**
 * The beat as a cron expression with a field of seconds. Cron counts within a minute, so a grain that does not divide one
 * beats every second, and `isDue` lets the right ones pass.
 */
export function cronExpression(everySeconds: number): string {
  return 60 % everySeconds === 0 ? `*/${everySeconds} * * * * *` : '* * * * * *';
}

/** Half a second of grace, since a timer never fires at its very instant. */
export function isDue(lastStartMilliseconds: number, nowMilliseconds: number, everySeconds: number): boolean {
  return nowMilliseconds - lastStartMilliseconds >= everySeconds * 1000 - 500;
}

/** Instants by a cron expression, with a field of seconds or without. */
export interface CronTimes {
  readonly expression: string;
  /** As in the IANA database, e.g. `Europe/Berlin`. */
  readonly timeZone: string;
}

export interface Timetable {
  /** Nothing is begun any more; what runs goes on. */
  stop(): Promise<void>;
}

export function isCronExpression(expression: string, timeZone: string): boolean {
  try {
    return cron.validate(expression) && nextSlotSeconds({ expression, timeZone }) !== undefined;
  } catch {
    return false;
  }
}

/** Setting a timer further ahead than this makes it go by the wrong clock when the wall clock steps. */
const LONGEST_WAIT_SECONDS = 60;

/** Runs the task at each instant of the table; one that comes while the last one runs is passed over. */
export function startTimetable(
  times: CronTimes,
  task: (slotSeconds: number) => Promise<void>,
  clock: Clock,
): Timetable {
  let cancel = () => {};
  let isRunning = false;
  function waitFor(slotSeconds: number | undefined): void {
    if (slotSeconds === undefined) return;
    const leftSeconds = Math.max(0, slotSeconds - clock.nowSeconds());
    cancel = clock.after(Math.min(leftSeconds, LONGEST_WAIT_SECONDS) * 1000, () => {
      if (clock.nowSeconds() < slotSeconds) return waitFor(slotSeconds);
      if (!isRunning) {
        isRunning = true;
        void task(slotSeconds).finally(() => {
          isRunning = false;
        });
      }
      waitFor(nextSlotSeconds(times, slotSeconds));
    });
  }
  waitFor(nextSlotSeconds(times));
  return { stop: async () => cancel() };
}

/** @param after an instant that was had already: a timer that rang a little early must not find it again. */
function nextSlotSeconds({ expression, timeZone }: CronTimes, after = 0): number | undefined {
  const task = cron.createTask(expression, () => {}, { timezone: timeZone });
  const slots = task.getNextRuns(2).map((slot) => slot.getTime() / 1000);
  void task.destroy();
  return slots.find((slot) => slot > after);
}
