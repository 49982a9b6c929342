import { test, vi } from 'vitest';
import { expectKillsUnnoticed } from '../../trials/kill-trials.js';

vi.mock(import('@keyturn/shared/verifier-profiles'), async (original) => {
  const { makePatient } = await import('../../trials/patient-parties.js');
  return makePatient(await original());
});

test.each([1, 2, 3, 4])(
  'quarter %i of 200 kills on the file store and 200 on Redis: nothing is lost, and nobody notices',
  () => expectKillsUnnoticed({ inWrites: 38, atRandom: 12 }, 75),
);
