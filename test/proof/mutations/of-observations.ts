import type { Mutant } from './mutant.js';

/** What the plan is told of the world outside, and does not heed. */
export const mutantsOfObservations: readonly Mutant[] = [
  {
    name: 'no look at the public address',
    rule: 'O1',
    seams: { 'provider/ring/public-view#guardPublicView': () => undefined },
  },
  {
    name: 'O1 less a second',
    rule: 'O1',
    seams: {
      'provider/ring/public-view#guardPublicView': (real, key, series, view, nowSeconds) =>
        real(key, series, view, nowSeconds + 1),
    },
  },
  {
    name: 'a step of the clock stops nothing',
    rule: 'O3',
    seams: { 'provider/ring/clock-step#guardClock': () => undefined },
  },
  {
    name: 'a signer that fails takes over',
    rule: 'O5',
    seams: { 'provider/ring/signer-health#guardSigner': () => undefined },
  },
];
