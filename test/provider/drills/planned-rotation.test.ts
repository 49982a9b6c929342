import { epochMember } from '@keyturn/shared/epoch';
import { describe, expect, test } from 'vitest';
import { runDrill } from '../../../provider/drills/create-drills.js';
import { plannedRotation } from '../../../provider/drills/planned-rotation.js';
import { changeKeySet } from './change-key-set.js';

/** What the twins break bites at the switch, so they end soon after it. */
const twin = { ...plannedRotation, durationSeconds: 14, traffic: { ...plannedRotation.traffic, clients: 4 } };

describe('D01, planned rotation', () => {
  test('16 clients issue and verify while the key turns, and nobody notices', async () => {
    const report = await runDrill(plannedRotation);
    expect(report.rejects).toEqual([]);
    expect(report.verdict, JSON.stringify(report.bars)).toBe('pass');
    expect(report.figures.validTokensTried).toBeGreaterThan(1000);
    expect(report.figures.signingKids).toHaveLength(2);
  }, 60_000);

  test.concurrent('its twin without overlap fails: the old key leaves the set when it stops signing', async () => {
    const sabotage = changeKeySet((set, signer) => ({
      ...set,
      keys: set.keys.filter(({ kid }) => kid === signer),
    }));
    const report = await runDrill(twin, { sabotage });
    expect(report.verdict).toBe('fail');
    expect(report.figures.falseRejects).toBeGreaterThan(0);
    // The reason is the overlap: what is refused first is a token of the key that left.
    expect(report.rejects[0]?.kid).toBe(report.figures.signingKids[0]);
  }, 60_000);

  test.concurrent('its twin without a publish lead fails: tokens force refetches at the switch', async () => {
    let first: string | undefined;
    let seenNew = false;
    const sabotage = changeKeySet((set, signer) => {
      first ??= signer;
      if (signer !== first) seenNew = true;
      // The next key is hidden until it signs.
      return seenNew ? set : { ...set, keys: set.keys.slice(0, 1), [epochMember]: 1 };
    });
    const report = await runDrill(twin, { sabotage });
    expect(report.verdict).toBe('fail');
    expect(report.figures.unknownKids).toBeGreaterThan(0);
  }, 60_000);
});
