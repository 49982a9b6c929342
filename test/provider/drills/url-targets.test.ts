import { describe, expect, test } from 'vitest';
import { bearerScenarios, runDrill } from '../../../provider/drills/create-drills.js';
import { forUrl } from '../../../provider/drills/for-url.js';
import { movedKeySet } from '../../../provider/drills/moved-key-set.js';
import { poisonedSets } from '../../../provider/drills/poisoned-sets.js';
import { removedTooSoon } from '../../../provider/drills/removed-too-soon.js';
import { emergencyStandby } from '../../../provider/drills/stolen-token-key.js';
import type { Scenario } from '../../../provider/scenario/scenario.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import type { withoutOverlap } from './change-key-set.js';
import { believingService, carefulService, oneService, pinnedService } from './one-service.js';

withoutInterceptors();

const play = (
  scenario: Scenario,
  start: Parameters<typeof oneService>[0],
  sabotage?: ReturnType<typeof withoutOverlap>,
) =>
  runDrill(forUrl(scenario), {
    clock: 'virtual',
    startTarget: oneService(start),
    ...(sabotage && { sabotage }),
  });

/** As the guide has it, for all drills. */
const staleIfErrorSeconds = 8;

describe('a service of which nothing shows but its status', () => {
  test.each(bearerScenarios.map((scenario) => [scenario.name, scenario] as const))(
    'can pass %s',
    async (_, scenario) => {
      expect(scenario.copiesOutlastSeconds ?? 0).toBeLessThanOrEqual(staleIfErrorSeconds);
      const report = await play(scenario, carefulService(staleIfErrorSeconds));
      expect(report.reasons).toEqual([]);
      expect(report).toMatchObject({ verdict: 'pass', rejects: [] });
      expect(report.figures).toMatchObject({ unknownKids: null, knownKidWaits: null, partyAlarms: null });
    },
  );

  test('that takes what comes fails where sets are poison, and comes back where a key was left out', async () => {
    const poisoned = await play(poisonedSets.scenario, believingService);
    expect(poisoned.verdict).toBe('fail');
    expect(poisoned.reasons[0]).toContain('falseRejects');
    const removed = await play(removedTooSoon.scenario, believingService);
    expect(removed).toMatchObject({ verdict: 'pass', figures: { falseRejects: 0 } });
    expect(removed.figures.outageRejects).toBeGreaterThan(0);
  });

  test('that never hears of a revocation fails: the thief is believed after the bound', async () => {
    const { verdict, reasons, figures } = await play(emergencyStandby, pinnedService);
    expect(verdict).toBe('fail');
    expect(reasons.join()).toContain('falseAccepts');
    expect(figures.exposureTailSeconds).toBeGreaterThan(emergencyStandby.emergency?.exposureSeconds ?? 0);
  });

  test('that never asks again met no fault, which proves nothing', async () => {
    for (const { scenario } of [poisonedSets, movedKeySet]) {
      const { events, ...rest } = forUrl(scenario);
      const withoutRotation = { ...rest, events: events.filter((event) => event.do !== 'rotate') };
      const report = await runDrill(withoutRotation, {
        clock: 'virtual',
        startTarget: oneService(pinnedService),
      });
      expect(report.verdict).toBe('inconclusive');
      expect(report.reasons.join()).toContain('faultsAsked is 0');
    }
  });
});
