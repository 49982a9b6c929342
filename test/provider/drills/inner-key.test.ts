import { expect, test } from 'vitest';
import { forgeries } from '../../../provider/drills/chain-forgeries.js';
import { runDrill } from '../../../provider/drills/create-drills.js';
import { innerKeyRotation } from '../../../provider/drills/inner-key.js';
import { withoutInterceptors } from '../../support/no-interceptors.js';
import { changeKeySet, withoutOverlap } from './change-key-set.js';
import { emergency, expectContained, withFewer } from './inner-key-emergency.js';

withoutInterceptors();

test('fifty holders sign while the key of their inners turns: nobody notices, and no forgery passes (D25)', async () => {
  const thinned = { ...innerKeyRotation, traffic: { ...innerKeyRotation.traffic, pauseMilliseconds: 1500 } };
  const report = await runDrill(thinned, { clock: 'virtual' });
  expect(report.rejects).toEqual([]);
  expect(report.reasons).toEqual([]);
  expect(report.verdict).toBe('pass');
  expect(report.parties).toBe(50);
  expect(report.figures.signingKids).toHaveLength(2);
  for (const { what, code } of forgeries)
    expect(report.figures.badTokenAnswers[what]).toEqual({ [code]: expect.any(Number) });
});

test.each(['standby', 'fresh'] as const)(
  'the key of inners is stolen and replaced by a %s key: within the computed bounds',
  async (by) => {
    expectContained(await runDrill(withFewer(emergency(by)), { clock: 'virtual' }));
  },
);

test('the twin without overlap fails: inners are refused when their key stops signing', async () => {
  const sabotage = withoutOverlap();
  const report = await runDrill(withFewer(innerKeyRotation, 14), { clock: 'virtual', sabotage });
  expect(report.verdict).toBe('fail');
  expect(report.rejects[0]).toMatchObject({
    kid: report.figures.signingKids[0],
    answer: 'refused',
    code: 'jwc_inner_key_unknown',
  });
});

test('the twin whose revocation is swallowed fails: forgeries pass after the bound', async () => {
  const seen = new Map<string, { readonly kid: string }>();
  const sabotage = changeKeySet((set) => {
    for (const key of set.keys) seen.set(key.kid, key);
    return { ...set, keys: [...seen.values()] };
  });
  const report = await runDrill(withFewer(emergency('standby'), 16), { clock: 'virtual', sabotage });
  expect(report.verdict).toBe('fail');
  const { lateAccepts, falseAccepts, exposureTailSeconds, badTokenAnswers } = report.figures;
  expect(lateAccepts).toBeGreaterThan(0);
  expect(falseAccepts).toBe(lateAccepts);
  expect(exposureTailSeconds).toBeGreaterThan(emergency('standby').emergency?.exposureSeconds ?? 0);
  expect(badTokenAnswers['inner of a revoked key']).toEqual({ accepted: expect.any(Number) });
});
