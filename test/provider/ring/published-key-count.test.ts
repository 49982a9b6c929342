import fc from 'fast-check';
import { expect, test } from 'vitest';
import { publishedKeysAtMost } from '../../../provider/ring/check-policy.js';
import { policyOf } from '../../../provider/ring/policy.js';
import type { Deed } from '../../support/deed.js';
import { randomPolicies } from '../../support/random-policies.js';
import { freshWorld, statesOf } from '../../support/ring-cases.js';
import type { RingHistory } from '../../support/ring-history.js';
import { freshBodies } from '../../support/ring-history.js';
import { RotationWorld } from '../../support/rotation-world.js';

/** The most keys of one series in one body, less what I8 allows; above zero is a violation. */
function excess(history: RingHistory, gap: 'scheduled' | 'operators'): number {
  const counts = freshBodies(history).flatMap(({ versionIndex, kids }) => {
    const version = history.versions[versionIndex];
    return (version?.ring.series ?? []).map((series) => {
      const policy = version === undefined ? undefined : policyOf(version.policy, series.name);
      const count = series.keys.filter(({ kid }) => kids.has(kid)).length;
      return policy === undefined ? 0 : count - publishedKeysAtMost(policy)[gap];
    });
  });
  return Math.max(...counts);
}

const policies = fc
  .constantFrom('expiry-only' as const, 'refetching' as const)
  .chain((parties) => randomPolicies(parties));
const turn = (deed: Deed): fc.Arbitrary<readonly Deed[]> =>
  fc.tuple(
    fc.constantFrom<Deed>({ do: 'wait-until-due', offsetSeconds: 0 }, { do: 'wait', seconds: 3 }),
    fc.constant(deed),
  );
const ticks = fc.array(turn({ do: 'tick' }), { maxLength: 25, size: 'max' });
const rotations = fc.array(
  fc.oneof(turn({ do: 'tick' }), turn({ do: 'rotate', pick: 0 }), turn({ do: 'rotate', pick: 1 })),
  {
    maxLength: 25,
    size: 'max',
  },
);

test.each([
  ['scheduled', ticks],
  ['operators', rotations],
] as const)('I8: no more keys at once than computed: %s', (gap, deeds) => {
  fc.assert(
    fc.property(policies, deeds, (policy, turns) => {
      // A lead or an interval of nothing makes the count unbounded, as the formula says.
      fc.pre(
        policy.series.every((series) => series.publishLeadSeconds > 0 && series.rotationIntervalSeconds > 0),
      );
      expect(excess(new RotationWorld(policy).run(turns.flat()).history(), gap)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 150 },
  );
});

test('by default three keys are reached on schedule, and no more by an operator, since lead and retention end together', () => {
  const operator = freshWorld();
  const counts = Array.from({ length: 5 }, () => {
    operator.run([
      { do: 'wait', seconds: 1800 },
      { do: 'rotate', pick: 0 },
    ]);
    return Object.keys(statesOf(operator.ring)).length;
  });
  expect(Math.max(...counts)).toBe(3);
  const schedule = freshWorld().run([{ do: 'wait', seconds: 86_400 }, { do: 'tick' }]);
  expect(Object.keys(statesOf(schedule.ring))).toHaveLength(3);
});
