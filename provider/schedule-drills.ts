import type { Clock } from '@keyturn/shared/clock';
import type { ScheduledDrill } from './configuration/drills-schema.js';
import type { DrillDesk } from './drill-desk/drill-desk.js';
import type { LeaseMemory } from './drill-desk/drill-lease.js';
import { HttpProblem } from './http/problem.js';
import { describeError } from './log.js';
import type { LogEvent } from './rotator/ring-context.js';
import { startTimetable, type Timetable } from './schedule.js';

export interface ScheduleDrillsParts {
  readonly desk: DrillDesk;
  /** Shared by all replicas: what one of them began at an instant, no other begins again. */
  readonly memory: LeaseMemory;
  readonly clock: Clock;
  readonly log: LogEvent;
}

const NAMESPACE = 'drill-times';
const KEPT_SECONDS = 3600;

/** Runs each drill at its times, by the same desk and within the same guard rails as any other. */
export function scheduleDrills(
  scheduled: readonly ScheduledDrill[],
  { desk, memory, clock, log }: ScheduleDrillsParts,
): readonly Timetable[] {
  return scheduled.map((drill, at) => {
    const { name, schedule, timeZone, ...asked } = drill;
    const run = async (slotSeconds: number) => {
      try {
        if (!(await memory.addIfAbsent(NAMESPACE, `${at} ${name} ${slotSeconds}`, KEPT_SECONDS, true)))
          return;
        await desk.run(name, asked, 'schedule');
      } catch (error) {
        if (error instanceof HttpProblem)
          log('warn', 'drill.not_run', { name, code: error.code, detail: error.message });
        else log('error', 'drill.failed', { name, error: describeError(error) });
      }
    };
    return startTimetable({ expression: schedule, timeZone }, run, clock);
  });
}
