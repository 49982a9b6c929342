import { describe, expect, test } from 'vitest';
import { movedKeySet } from '../../../provider/drills/moved-key-set.js';
import { poisonedSets } from '../../../provider/drills/poisoned-sets.js';
import { removedTooSoon } from '../../../provider/drills/removed-too-soon.js';
import { reusedKid } from '../../../provider/drills/reused-kid.js';
import type { ScenarioIssuer } from '../../../provider/scenario/world.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import {
  believesWhatComes,
  fetchesForEachRefusal,
  neverDiscovers,
  readsEverything,
} from './careless-targets.js';
import { expectFail, expectPass } from './play-drill.js';

withoutInterceptors();

describe('D04, removed too soon', () => {
  test('refused with the seconds to wait; omitted all the same, who has a copy goes on', async () => {
    const { events, figures } = await expectPass(removedTooSoon);
    expect(events[1]).toMatchObject({ outcome: 'refused', rule: 'I3', waitSeconds: 20 });
    expect(figures.classes.refetching).toMatchObject({ falseRejects: 0, outageRejects: 0 });
    expect(figures.classes['expiry-only']?.outageRejects).toBeGreaterThan(0);
  });

  test('its twin whose guard lets through fails', async () => {
    const changeIssuer = (issuer: ScenarioIssuer): ScenarioIssuer => ({
      ...issuer,
      retire: async () => ({ outcome: 'done', rule: null }),
    });
    await expectFail(removedTooSoon, { changeIssuer }, 'refusals');
  });

  test('its twin whose parties believe what comes fails: they refuse tokens that live', async () => {
    const { rejects, figures } = await expectFail(
      removedTooSoon,
      { startTarget: believesWhatComes },
      'falseRejects',
    );
    expect(rejects[0]).toMatchObject({ kid: figures.signingKids[0], answer: 'refused' });
  });
});

describe('D09, poisoned key sets', () => {
  test('parties keep what they have, read no more than they must, and complain', async () => {
    const { figures } = await expectPass(poisonedSets);
    expect(figures).toMatchObject({ falseRejects: 0, knownKidWaits: 0 });
    // 256 KiB, and what was under way when the party had enough.
    expect(figures.keySetBytesAtMost).toBeGreaterThan(256 * 1024);
    expect(figures.keySetBytesAtMost).toBeLessThan(1_000_000);
    expect(figures.partyAlarms).toBeGreaterThan(20);
  });

  test('its twin whose parties believe what comes fails: valid tokens are refused', async () => {
    await expectFail(poisonedSets, { startTarget: believesWhatComes }, 'falseRejects');
  });

  test('its twin whose parties read to the end fails: 50 MB are taken', async () => {
    const huge = { atSeconds: 2, do: 'poison-key-set', how: 'huge', forSeconds: 2.5 } as const;
    const alone = { ...poisonedSets.scenario, durationSeconds: 5, events: [huge] };
    const twin = { ...poisonedSets, scenario: alone };
    await expectFail(twin, { startTarget: readsEverything }, 'keySetBytesAtMost', 2000);
  });
});

describe('D12, a kid names another key', () => {
  test('the ring refuses; served all the same, parties look again at a limited rate', async () => {
    const { events, figures } = await expectPass(reusedKid);
    expect(events[0]).toMatchObject({ outcome: 'refused', rule: 'I7' });
    expect(figures.outageRejects).toBeGreaterThan(0);
  });

  test('its twin whose parties fetch for each refusal fails: there is a loop', async () => {
    await expectFail(reusedKid, { startTarget: fetchesForEachRefusal }, 'keySetRequests', 150);
  });

  test('its twin whose ring takes the kid fails', async () => {
    const changeIssuer = (issuer: ScenarioIssuer): ScenarioIssuer => ({
      ...issuer,
      reuseKid: async () => ({ outcome: 'done', rule: null }),
    });
    await expectFail(reusedKid, { changeIssuer }, 'refusals');
  });
});

describe('D21, the key set moves', () => {
  test('parties read discovery again in the same round, and nobody notices', async () => {
    const { figures } = await expectPass(movedKeySet);
    expect(figures.signingKids).toHaveLength(2);
  });

  test('its twin whose parties never read discovery fails', async () => {
    const { rejects } = await expectFail(movedKeySet, { startTarget: neverDiscovers }, 'falseRejects');
    expect(rejects[0]).toMatchObject({ answer: 'error', code: 'keys_unavailable' });
  });
});
