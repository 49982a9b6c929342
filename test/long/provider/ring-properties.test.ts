import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomRuns, replay } from '../../support/random-deeds.js';
import { ringProperties } from '../../support/ring-properties.js';
import { headersEndBeforeUnknownSigner } from '../../support/served-properties.js';

/** As in the fast tier, two hundred times as often. A failure prints its seed. */
const numRuns = 12_000;

/** The second is policyChangeKeepsCoverage. */
describe.each([
  { kind: 'fixed policy' },
  { kind: 'changing policy' },
  { kind: 'fixed policy', troubled: true },
] as const)('under %j', (options) => {
  test('every property of the ring', () => {
    fc.assert(
      fc.property(randomRuns(options), (run) => {
        const history = replay(run);
        for (const [name, property] of Object.entries(ringProperties))
          expect(property(history), name).toBeNull();
      }),
      { numRuns },
    );
  });
});

test('headersEndBeforeUnknownSigner', () => {
  fc.assert(
    fc.property(randomRuns({ kind: 'fixed policy', parties: 'refetching' }), (run) => {
      expect(headersEndBeforeUnknownSigner(replay(run))).toBeNull();
    }),
    { numRuns },
  );
});
