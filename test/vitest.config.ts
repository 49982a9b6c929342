import { defineTier } from './support/test-tier.js';

/** The fast tier: needs npm packages only. */
export default defineTier({
  include: ['**/*.test.ts'],
  exclude: ['interop/**', 'long/**', '**/node_modules/**'],
});
