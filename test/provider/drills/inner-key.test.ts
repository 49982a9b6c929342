import { describe, expect, test } from 'vitest';
import { forgeries } from '../../../provider/drills/chain-forgeries.js';
import { runDrill } from '../../../provider/drills/create-drills.js';
import { innerKeyRotation } from '../../../provider/drills/inner-key.js';
import { changeKeySet } from './change-key-set.js';
import { emergency, expectContained, withFewer } from './inner-key-emergency.js';

test('fifty holders sign while the key of their inners turns: nobody notices, and no forgery passes (D25)', async () => {
  const report = await runDrill(innerKeyRotation);
  expect(report.rejects).toEqual([]);
  expect(report.verdict, JSON.stringify(report.bars)).toBe('pass');
  expect(report.parties).toBe(50);
  expect(report.figures.signingKids).toHaveLength(2);
  for (const { what, code } of forgeries)
    expect(report.figures.badTokenAnswers[what]).toEqual({ [code]: expect.any(Number) });
}, 90_000);

/** Side by side and with few holders: what they show is shown by one. */
describe.concurrent('the key of inners', () => {
  test.each(['standby', 'fresh'] as const)(
    'is stolen and replaced by a %s key: within the computed bounds',
    async (by) => {
      expectContained(await runDrill(withFewer(emergency(by))));
    },
    90_000,
  );

  test('its twin without overlap fails: inners are refused when their key stops signing', async () => {
    const sabotage = changeKeySet((set, signer) => ({
      ...set,
      keys: set.keys.filter(({ kid }) => signer === undefined || kid === signer),
    }));
    const report = await runDrill(withFewer(innerKeyRotation, 14), { sabotage });
    expect(report.verdict).toBe('fail');
    expect(report.figures.falseRejects).toBeGreaterThan(0);
  }, 90_000);

  test('its twin whose revocation is swallowed fails: forgeries pass after the bound', async () => {
    const seen = new Map<string, { readonly kid: string }>();
    const sabotage = changeKeySet((set) => {
      for (const key of set.keys) seen.set(key.kid, key);
      return { ...set, keys: [...seen.values()] };
    });
    const report = await runDrill(withFewer(emergency('standby'), 16), { sabotage });
    expect(report.verdict).toBe('fail');
    expect(report.figures.falseAccepts).toBeGreaterThan(0);
  }, 90_000);
});
