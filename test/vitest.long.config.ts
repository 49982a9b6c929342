import { defineTier } from './support/test-tier.js';

/** The same properties as in the fast tier, at scale. */
export default defineTier({
  include: ['long/**/*.test.ts'],
  testTimeout: 1_800_000,
  // Drills in real time, of which more than three stall a machine of two cores.
  maxConcurrency: 3,
});
