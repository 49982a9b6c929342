import { describe, expect, test } from 'vitest';
import { badNewKeys } from '../../../provider/drills/bad-new-key.js';
import { greasedSet } from '../../../provider/drills/greased-set.js';
import { kidSquatting } from '../../../provider/drills/kid-squatting.js';
import type { OriginDrill } from '../../../provider/drills/origin-drill.js';
import { unknownKidFlood } from '../../../provider/drills/unknown-kid-flood.js';
import type { ScenarioIssuer } from '../../../provider/scenario/world.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import { fetchesForEachRefusal, refusesForLong, takesTheFirstKey } from './careless-targets.js';
import { changeKeySet } from './change-key-set.js';
import { expectFail, expectPass } from './play-drill.js';

withoutInterceptors();

/** A slower flood does to a careless party what it must. */
const slower = (drill: OriginDrill, perSecond: number): OriginDrill => {
  const events = drill.scenario.events.map((event) => ({
    ...event,
    ...(event.do === 'flood' && { perSecond }),
  }));
  return { ...drill, scenario: { ...drill.scenario, events } };
};

describe('D10, flood of unknown kids', () => {
  test('a thousand a second: good tokens do not wait, and the origin hardly notices', async () => {
    const { figures } = await expectPass(unknownKidFlood);
    expect(figures.badTokensTried).toBeGreaterThan(5000);
    expect(figures).toMatchObject({ falseAccepts: 0, knownKidWaits: 0, unknownKids: 0 });
    // 5 + window / C of each of four parties, apart from what they ask anyway.
    expect(unknownKidFlood.scenario.bars.keySetRequestsNoCache).toBe(4 * (5 + 6));
    expect(figures.keySetRequestsNoCache).toBeLessThanOrEqual(4 * (5 + 6));
  });

  test('its twin whose parties fetch for each refusal fails', async () => {
    const startTarget = fetchesForEachRefusal;
    await expectFail(slower(unknownKidFlood, 50), { startTarget }, 'keySetRequests');
  });
});

describe('D11, kid squatting', () => {
  test('good tokens of the squatted key are accepted C after it was published', async () => {
    const { figures } = await expectPass(kidSquatting, 400);
    expect(figures.badTokensTried).toBeGreaterThan(200);
    expect(figures.falseAccepts).toBe(0);
    expect(figures.classes.refetching?.gapSeconds ?? 0).toBeLessThanOrEqual(1);
  });

  test('its twin whose parties remember for long what was not there fails', async () => {
    const { rejects, figures } = await expectFail(
      kidSquatting,
      { startTarget: refusesForLong },
      'falseRejects',
      400,
    );
    expect(rejects[0]).toMatchObject({ kid: figures.signingKids[2], code: 'key_unknown' });
  });
});

describe('D20, a bad new key', () => {
  test.each(badNewKeys.map((drill) => [drill.scenario.title, drill] as const))('%s', async (_, drill) => {
    const { events, figures } = await expectPass(drill, 400);
    expect(events.at(-1)).toMatchObject({ outcome: 'refused', rule: 'O2' });
    expect(figures.signerDownSeconds).toBeLessThanOrEqual(1.5);
    expect(figures.spoiledTokens + figures.refusedToSign).toBeGreaterThan(0);
    expect(figures.falseAccepts).toBe(0);
  });

  test.each(badNewKeys.map((drill) => [drill.scenario.name, drill] as const))(
    '%s: its twin without a rollback fails',
    async (_, drill) => {
      const changeIssuer = (issuer: ScenarioIssuer): ScenarioIssuer => ({
        ...issuer,
        rollBack: async () => ({ outcome: 'done', rule: null }),
      });
      await expectFail(drill, { changeIssuer }, 'signerDownSeconds', 400);
    },
  );

  test('its twin whose key was never bad fails: nothing is refused before it signs', async () => {
    const [garbage] = badNewKeys;
    if (garbage === undefined) throw new Error('there is no such drill');
    const changeIssuer = (issuer: ScenarioIssuer): ScenarioIssuer => ({
      ...issuer,
      spoilSigner: async (series, key, how) =>
        key === 'next'
          ? { outcome: 'done', rule: null }
          : (issuer.spoilSigner?.(series, key, how) ?? never()),
    });
    await expectFail(garbage, { changeIssuer }, 'refusals', 400);
  });
});

describe('D33, grease', () => {
  test('ours bear it, and who breaks is listed', async () => {
    const { figures } = await expectPass(greasedSet);
    expect(figures.brokenClasses).toEqual(expect.arrayContaining(['fixed-count', 'known-members']));
    expect(figures.classes.refetching).toMatchObject({ falseRejects: 0 });
    expect(figures.classes['known-members']?.falseRejects).toBeGreaterThan(0);
  });

  test('the decoy turns with each change of the set', async () => {
    const decoys = new Set<string>();
    const sabotage = changeKeySet((set) => {
      for (const name of Object.keys(set)) if (name.startsWith('grease_')) decoys.add(name);
      return set;
    });
    await expectPass(greasedSet, undefined, { sabotage });
    // The set as it began, after the hand-over and after the removal.
    expect(decoys.size).toBeGreaterThanOrEqual(3);
  });

  test('its twin whose parties are careless fails', async () => {
    await expectFail(greasedSet, { startTarget: takesTheFirstKey }, 'falseRejects');
  });
});

function never(): never {
  throw new Error('the issuer of the drill has no signer to spoil');
}
