import { expect } from 'vitest';
import { innerKeyEmergencies } from '../../../provider/drills/inner-key.js';
import type { ScenarioReport } from '../../../provider/scenario/report.js';
import type { Scenario } from '../../../provider/scenario/scenario.js';

export function emergency(replaceWith: 'standby' | 'fresh'): Scenario {
  const found = innerKeyEmergencies.find(({ name }) => name.endsWith(replaceWith));
  if (found === undefined) throw new Error(`there is no emergency with ${replaceWith}`);
  return found;
}

const fewHolders = 8;

/** The same with few holders, and bars to match. */
export function withFewer(scenario: Scenario, durationSeconds = scenario.durationSeconds): Scenario {
  const { traffic, bars } = scenario;
  return {
    ...scenario,
    durationSeconds,
    traffic: { ...traffic, clients: fewHolders },
    bars: { ...bars, validTokensTried: (bars.validTokensTried * fewHolders) / traffic.clients },
  };
}

/** No forgery after the bound, no gap beyond the computed one; and the revocation bit. */
export function expectContained({ verdict, bars, rejects, figures }: ScenarioReport): void {
  expect(rejects).toEqual([]);
  expect(verdict, JSON.stringify(bars)).toBe('pass');
  // What the revoked key had signed fails as parties drop it.
  expect(figures.collateralRejects).toBeGreaterThan(0);
  expect(figures.badTokenAnswers['inner of a revoked key']).toMatchObject({
    jwc_inner_key_unknown: expect.any(Number),
  });
}
