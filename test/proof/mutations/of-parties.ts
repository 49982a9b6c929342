import type { Mutant } from './mutant.js';

/** What relying parties believe, and for how long; and the epoch that they go by. */
export const mutantsOfParties: readonly Mutant[] = [
  {
    name: 'removals count for nothing',
    rule: 'I11',
    seams: {
      'provider/ring/steps#applySteps': (real, ring, steps, now) => ({
        ...real(ring, steps, now),
        epoch: ring.epoch + steps.filter((step) => step.do !== 'remove').length,
      }),
    },
  },
  {
    name: 'a party believes a lower epoch at once',
    rule: 'I11',
    seams: {
      'relying-party/keys/judge-set#judgeSet': (real, held, offered, look) =>
        (offered.epoch ?? 0) < (held?.epoch ?? 0) ? { verdict: 'adopt' } : real(held, offered, look),
    },
  },
  {
    name: 'a copy is used a second longer',
    rule: 'S',
    seams: {
      'shared/cache-headers#freshnessOf': (real, ...args) => {
        const freshness = real(...args);
        const freshUntilSeconds = freshness.freshUntilSeconds + 1;
        const usableUntilSeconds = freshness.usableUntilSeconds + 1;
        return { ...freshness, freshUntilSeconds, usableUntilSeconds };
      },
    },
  },
  {
    name: 'refetches without a budget',
    rule: 'C',
    seams: { 'relying-party/keys/kid-budget#canRefetch': () => true },
  },
];
