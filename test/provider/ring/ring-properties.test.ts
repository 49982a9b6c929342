import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPolicy, violations } from '../../../provider/ring/check-policy.js';
import { randomRuns, replay } from '../../support/random-deeds.js';
import { randomPolicies } from '../../support/random-policies.js';
import { ringProperties } from '../../support/ring-properties.js';
import { headersEndBeforeUnknownSigner } from '../../support/served-properties.js';

test.each(['expiry-only', 'refetching'] as const)('the policies tried are possible: %s', (parties) => {
  fc.assert(
    fc.property(randomPolicies(parties), (policy) => {
      expect(violations(checkPolicy(policy, 0))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('headersEndBeforeUnknownSigner', () => {
  fc.assert(
    fc.property(randomRuns({ kind: 'fixed policy', parties: 'refetching' }), (run) => {
      expect(headersEndBeforeUnknownSigner(replay(run))).toBeNull();
    }),
    { numRuns: 50 },
  );
});

test('every property, where the public address lags, the clock is set and signers fail', () => {
  fc.assert(
    fc.property(randomRuns({ kind: 'fixed policy', troubled: true }), (run) => {
      const history = replay(run);
      for (const [name, property] of Object.entries(ringProperties))
        expect(property(history), name).toBeNull();
    }),
    { numRuns: 100 },
  );
});

/** The second is policyChangeKeepsCoverage. */
describe.each(['fixed policy', 'changing policy'] as const)('under a %s', (kind) => {
  test.each(Object.entries(ringProperties))('%s', (_name, property) => {
    fc.assert(
      fc.property(randomRuns({ kind }), (run) => {
        expect(property(replay(run))).toBeNull();
      }),
      { numRuns: 50 },
    );
  });
});
