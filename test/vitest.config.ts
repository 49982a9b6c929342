import { findVectors } from './support/public-vectors.js';
import { defineTier } from './support/test-tier.js';

/** A stranger's clone has no public suites: `npm run conformance` says where to get them. CI has them, or fails. */
const needsVectors = findVectors() === undefined && process.env.CI === undefined ? ['conformance/**'] : [];

/** The fast tier: needs npm packages only. */
export default defineTier({
  include: ['**/*.test.ts'],
  exclude: ['interop/**', 'long/**', '**/node_modules/**', ...needsVectors],
});
