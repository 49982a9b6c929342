import { describe, expect, test } from 'vitest';
import { type DrillOptions, runDrill } from '../../../provider/drills/create-drills.js';
import { doubleRotation, noPublishLead } from '../../../provider/drills/early-rotation.js';
import { longOutage, shortOutage } from '../../../provider/drills/key-set-outage.js';
import {
  emergencyCold,
  emergencyFresh,
  emergencyStandby,
  revokedInTheDark,
} from '../../../provider/drills/stolen-token-key.js';
import type { Scenario } from '../../../provider/scenario/scenario.js';
import type { ScenarioIssuer } from '../../../provider/scenario/world.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import { withCacheControl } from './change-cache-control.js';
import { changeKeySet } from './change-key-set.js';

withoutInterceptors();

/** Fewer tokens: signatures cost the same on any clock. A gap has more, or nobody would be seen in it. */
function play(scenario: Scenario, options: DrillOptions = {}) {
  const { traffic, bars } = scenario;
  const isGapSought = bars.gapRejects !== undefined || scenario === emergencyCold;
  const pauseMilliseconds = isGapSought ? 600 : 1200;
  const thinned = {
    ...scenario,
    traffic: { ...traffic, pauseMilliseconds },
    bars: { ...bars, validTokensTried: 50 },
  };
  return runDrill(thinned, { clock: 'virtual', ...options });
}

async function expectPass(scenario: Scenario) {
  const report = await play(scenario);
  expect(report.reasons).toEqual([]);
  expect(report).toMatchObject({ verdict: 'pass', rejects: [], drill: scenario.drill });
  return report;
}

async function expectFail(scenario: Scenario, sabotage: DrillOptions, ...bars: readonly string[]) {
  const report = await play(scenario, sabotage);
  expect(report.verdict).toBe('fail');
  expect(report.bars.filter(({ met }) => !met).map(({ bar }) => bar)).toEqual(
    expect.arrayContaining([...bars]),
  );
  return report;
}

/** Every rotation is forced, whether or not anyone said so. */
const guardLetsThrough = (issuer: ScenarioIssuer): ScenarioIssuer => ({
  ...issuer,
  rotate: (series) => issuer.rotate(series, 'no guard'),
});

const replacedByFresh = (issuer: ScenarioIssuer): ScenarioIssuer => ({
  ...issuer,
  revoke: (series) => issuer.revoke(series, 'fresh'),
});

/** Once served, a key is served for ever. */
const swallowedRevocation = () => {
  const seen = new Map<string, { readonly kid: string }>();
  return changeKeySet((set) => {
    for (const key of set.keys) seen.set(key.kid, key);
    return { ...set, keys: [...seen.values()] };
  });
};

/** Copies last longer than any bound was computed from. */
const copiesLastLonger = (seconds = 60) => withCacheControl(`public, max-age=${seconds}`);
const noStaleCopies = () => withCacheControl('public, max-age=1, must-revalidate, stale-if-error=0');

describe('D02, no publish lead', () => {
  test('the guard refuses; forced, each class of party recovers within its bound', async () => {
    const { events, figures } = await expectPass(noPublishLead);
    expect(events.map(({ outcome, rule }) => rule ?? outcome)).toEqual(['done', 'I8', 'done']);
    const { refetching, 'expiry-only': slow } = figures.classes;
    expect(refetching?.gapSeconds ?? 0).toBeLessThanOrEqual(2);
    expect(slow?.gapRejects).toBeGreaterThan(0);
    expect(slow?.gapSeconds).toBeLessThanOrEqual(5);
    // The herd: who refetches does it at once.
    expect(figures.herdPerSecondPeak).toBeGreaterThan(0);
  });

  test('its twin whose guard lets through fails', async () => {
    await expectFail(noPublishLead, { changeIssuer: guardLetsThrough }, 'refusals');
  });
});

describe('D05, D05c and D06, emergencies', () => {
  test.each([emergencyStandby, emergencyCold])(
    '$name: no gap, and nothing is believed past the bound',
    async (drill) => {
      const { figures } = await expectPass(drill);
      expect(figures).toMatchObject({ falseAccepts: 0, gapRejects: 0 });
      expect(figures.collateralRejects).toBeGreaterThan(0);
      expect(figures.badTokenAnswers['stolen key']).toMatchObject({ accepted: expect.any(Number) });
      expect(figures.exposureTailSeconds).toBeLessThanOrEqual(drill.emergency?.exposureSeconds ?? 0);
      expect(Object.keys(figures.classes)).toEqual(expect.arrayContaining(['refetching', 'expiry-only']));
    },
  );

  test('a fresh key: the gap of each class is within E3', async () => {
    const { figures, timeline } = await expectPass(emergencyFresh);
    expect(figures.classes['expiry-only']?.gapRejects).toBeGreaterThan(0);
    expect(figures.classes['expiry-only']?.gapSeconds).toBeLessThanOrEqual(5);
    expect(timeline.keys.flatMap(({ spans }) => spans.map(({ state }) => state))).toContain('revoked');
    expect(timeline.marks.map(({ label }) => label)).toEqual([
      'revoke, replace with fresh',
      'exposure ends (E1)',
      'gap ends, refetching (E3)',
      'gap ends, expiry-only (E3)',
    ]);
  });

  test('the twin whose revocation is swallowed fails: the thief is believed after the bound', async () => {
    await expectFail(emergencyStandby, { sabotage: swallowedRevocation() }, 'falseAccepts');
  });

  test('its twin with a key that nobody knows fails: there is a gap', async () => {
    const { figures } = await expectFail(emergencyCold, { changeIssuer: replacedByFresh }, 'falseRejects');
    expect(figures.classes['expiry-only']?.falseRejects).toBeGreaterThan(0);
  });

  test('the twin whose copies last longer fails: the gap of a fresh key is longer than E3', async () => {
    await expectFail(emergencyFresh, { sabotage: copiesLastLonger(8) }, 'falseRejects', 'falseAccepts');
  });
});

describe('D07, revoked while fetches are blocked', () => {
  test('believed for as long as copies last; then nothing is', async () => {
    const { figures } = await expectPass(revokedInTheDark);
    expect(figures.exposureTailSeconds).toBeLessThanOrEqual(5);
    expect(figures).toMatchObject({ falseAccepts: 0, acceptedBlind: 0 });
    expect(figures.classes.refetching?.outageRejects).toBeGreaterThan(0);
    expect(figures.classes['expiry-only']?.outageRejects).toBeGreaterThan(0);
  });

  test('its twin whose copies last longer fails', async () => {
    await expectFail(revokedInTheDark, { sabotage: copiesLastLonger() }, 'falseAccepts', 'acceptedBlind');
  });
});

describe('D08, outage of the key set', () => {
  test('shorter than copies last, in four ways: nobody notices, no token waits', async () => {
    const { figures } = await expectPass(shortOutage);
    expect(figures).toMatchObject({ knownKidWaits: 0, verifyMaxMilliseconds: 0 });
  });

  test('longer, in four ways: parties fail closed, and come back by themselves', async () => {
    const { figures } = await expectPass(longOutage);
    expect(figures).toMatchObject({ acceptedBlind: 0, falseRejects: 0 });
    expect(figures.outageRejects).toBeGreaterThan(0);
  });

  test('the twin without stale copies fails: valid tokens wait, and are answered 503', async () => {
    const { rejects } = await expectFail(
      shortOutage,
      { sabotage: noStaleCopies() },
      'falseRejects',
      'knownKidWaits',
    );
    expect(rejects[0]).toMatchObject({ answer: 'error', code: 'keys_unavailable' });
  });

  test('the twin whose copies last longer fails: they are believed in the dark', async () => {
    await expectFail(longOutage, { sabotage: copiesLastLonger() }, 'acceptedBlind');
  });
});

describe('D18, double rotation', () => {
  test('the second is refused with the remaining seconds, and granted after them', async () => {
    const { events } = await expectPass(doubleRotation);
    expect(events[1]).toMatchObject({ outcome: 'refused', rule: 'I8', waitSeconds: 7 });
    expect(events[2]).toMatchObject({ outcome: 'done' });
  });

  test('its twin whose guard lets through fails', async () => {
    await expectFail(doubleRotation, { changeIssuer: guardLetsThrough }, 'refusals');
  });
});
