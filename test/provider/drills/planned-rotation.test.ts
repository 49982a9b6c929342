import { epochMember } from '@keyturn/shared/epoch';
import { describe, expect, test } from 'vitest';
import { runDrill } from '../../../provider/drills/create-drills.js';
import { plannedRotation } from '../../../provider/drills/planned-rotation.js';
import type { Scenario } from '../../../provider/scenario/scenario.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import { changeKeySet, withoutOverlap } from './change-key-set.js';

withoutInterceptors();

const { traffic } = plannedRotation;
/** Every ninth token of the drill: signatures cost the same on any clock. */
const thinned: Scenario = { ...plannedRotation, traffic: { ...traffic, pauseMilliseconds: 900 } };
/** What the twins break bites at the switch, so they end soon after it. */
const twin: Scenario = {
  ...plannedRotation,
  durationSeconds: 14,
  traffic: { ...traffic, clients: 4, pauseMilliseconds: 300 },
};

describe('D01, planned rotation', () => {
  test('16 clients issue and verify while the key turns, and nobody notices', async () => {
    const report = await runDrill(thinned, { clock: 'virtual' });
    expect(report.rejects).toEqual([]);
    expect(report.reasons).toEqual([]);
    expect(report.verdict).toBe('pass');
    expect(report.figures.validTokensTried).toBeGreaterThan(1000);
    expect(report.figures.signingKids).toHaveLength(2);
    // On a virtual clock only waiting takes time.
    expect(report.figures.verifyMaxMilliseconds).toBe(0);
  });

  test('another seed draws other delays, the same one the same figures', async () => {
    const figuresOf = async (seed: number) => {
      const few = { ...twin, traffic: { ...twin.traffic, clients: 2 } };
      const { figures } = await runDrill(few, { clock: 'virtual', seed });
      const { signingKids, firstAcceptanceSecondsAtMost, ...rest } = figures;
      return { ...rest, kids: signingKids.length, waits: Object.values(firstAcceptanceSecondsAtMost) };
    };
    const [first, again, other] = [await figuresOf(7), await figuresOf(7), await figuresOf(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('its twin without overlap fails: the old key leaves the set when it stops signing', async () => {
    const report = await runDrill(twin, { clock: 'virtual', sabotage: withoutOverlap() });
    expect(report.verdict).toBe('fail');
    // The reason is the overlap: what is refused first is a token of the key that left.
    expect(report.rejects[0]).toMatchObject({
      kid: report.figures.signingKids[0],
      answer: 'refused',
      code: 'key_unknown',
    });
  });

  test('its twin without a publish lead fails: tokens force refetches at the switch', async () => {
    // The next key is hidden until it signs.
    const sabotage = changeKeySet((set, signers) =>
      signers.length > 1 ? set : { ...set, keys: set.keys.slice(0, 1), [epochMember]: 1 },
    );
    const report = await runDrill(twin, { clock: 'virtual', sabotage });
    expect(report.verdict).toBe('fail');
    // The first tokens of the new key, and no others.
    const { unknownKids, falseRejects } = report.figures;
    expect(unknownKids).toBeGreaterThan(0);
    expect(unknownKids).toBeLessThan(20);
    expect(falseRejects).toBe(0);
    expect(report.bars.filter(({ met }) => !met).map(({ bar }) => bar)).toContain('unknownKids');
    // A party whose key set is a network away waits for it.
    expect(report.figures.verifyMaxMilliseconds).toBeGreaterThan(0);
  });

  test('its twin whose parties sleep between two tokens fails: they wait for keys that they have', async () => {
    const sleepy = {
      ...twin,
      durationSeconds: 60,
      traffic: { ...traffic, clients: 1, pauseMilliseconds: 25_000 },
    };
    const report = await runDrill(sleepy, { clock: 'virtual' });
    expect(report.verdict).toBe('fail');
    expect(report.rejects).toEqual([]);
    expect(report.figures.knownKidWaits).toBeGreaterThan(0);
    expect(report.figures.verifyMaxMilliseconds).toBeGreaterThan(0);
  });

  test('its twin whose provider is away for longer than a copy lasts fails: valid tokens are answered 503', async () => {
    let requests = 0;
    const report = await runDrill(twin, {
      clock: 'virtual',
      sabotage: (handler) => (request, response) => {
        // The first sets are given, and then none for about ten seconds.
        const isAway = request.url !== '/token' && requests++ > 20 && requests < 80;
        return isAway ? response.writeHead(503).end() : handler(request, response);
      },
    });
    expect(report.verdict).toBe('fail');
    expect(report.figures.falseRejectsError).toBeGreaterThan(0);
    expect(report.rejects[0]).toMatchObject({ answer: 'error', code: 'keys_unavailable' });
  });
});
