import { defineTier } from './support/test-tier.js';

/** The same properties as in the fast tier, at scale. */
export default defineTier({
  include: ['long/**/*.test.ts'],
  testTimeout: 1_800_000,
});
