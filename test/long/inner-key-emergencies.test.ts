import { expect, test } from 'vitest';
import { runDrill } from '../../provider/drills/create-drills.js';
import { emergency, expectContained } from '../provider/drills/inner-key-emergency.js';

test.each(['standby', 'fresh'] as const)(
  'fifty holders in real time, whose inners’ key is stolen and replaced by a %s key',
  async (by) => {
    const report = await runDrill(emergency(by));
    expect(report.parties).toBe(50);
    expectContained(report);
  },
  90_000,
);
