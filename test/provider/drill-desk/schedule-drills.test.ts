import { systemClock } from '@keyturn/shared/clock';
import { expect, onTestFinished, test } from 'vitest';
import type { ScheduledDrill } from '../../../provider/configuration/drills-schema.js';
import type { DrillDesk } from '../../../provider/drill-desk/drill-desk.js';
import type { LeaseMemory } from '../../../provider/drill-desk/drill-lease.js';
import { HttpProblem } from '../../../provider/http/problem.js';
import { scheduleDrills } from '../../../provider/schedule-drills.js';
import { createShortLivedState } from '../../../provider/stores/short-lived-state.js';

const everySecond: ScheduledDrill = {
  name: 'planned-rotation',
  schedule: '* * * * * *',
  timeZone: 'UTC',
  clock: 'virtual',
  seed: 7,
};

test('of two replicas one runs what is due, and what is refused is logged with its code', async () => {
  const state = createShortLivedState({ clock: systemClock });
  const claims = new Map<string, boolean[]>();
  const memory: LeaseMemory = {
    ...state,
    async addIfAbsent(namespace, key, ttlSeconds, value) {
      const isFirst = await state.addIfAbsent(namespace, key, ttlSeconds, value);
      claims.set(key, [...(claims.get(key) ?? []), isFirst]);
      return isFirst;
    },
  };
  const asked: unknown[][] = [];
  const logged: unknown[][] = [];
  const desk = {
    async run(...request: unknown[]) {
      asked.push(request);
      throw new HttpProblem('drill_running', { detail: 'another one' });
    },
  } as unknown as DrillDesk;
  const parts = { desk, memory, clock: systemClock, log: (...line: unknown[]) => logged.push(line) };
  const timetables = [...scheduleDrills([everySecond], parts), ...scheduleDrills([everySecond], parts)];
  onTestFinished(async () => {
    for (const each of timetables) await each.stop();
  });
  const seen = () => [...claims.values()].filter((each) => each.length === 2);
  await expect.poll(() => seen().length, { timeout: 30_000 }).toBeGreaterThan(0);
  // Each instant is claimed once: whoever comes second finds it taken.
  for (const each of timetables) await each.stop();
  expect(asked[0]).toEqual(['planned-rotation', { clock: 'virtual', seed: 7 }, 'schedule']);
  for (const both of seen()) expect(both.toSorted()).toEqual([false, true]);
  expect(asked).toHaveLength(claims.size);
  expect(logged[0]).toEqual([
    'warn',
    'drill.not_run',
    { name: 'planned-rotation', code: 'drill_running', detail: 'another one' },
  ]);
});
