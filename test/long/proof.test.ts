import { expect, test } from 'vitest';
import { proveSound } from '../proof/prove-sound.js';
import { brokenOnes } from '../proof/report/build-report.js';
import { sizes } from '../proof/sizes.js';

/** As in the fast tier, a few hundred times as much, from another seed. A violation is told step by step, and with its seed. */
test('nothing is broken in the long form', () => {
  const seed = 719_365_281;
  const sound = proveSound(sizes.long, seed);
  expect({ seed, broken: brokenOnes(sound) }).toEqual({ seed, broken: [] });
  const trials = sound.trials.reduce((total, each) => total + each.trials, 0);
  const states = sound.explorations.reduce((total, each) => total + each.states, 0);
  expect({ trials, states }).toEqual({ trials: expect.any(Number), states: expect.any(Number) });
});
