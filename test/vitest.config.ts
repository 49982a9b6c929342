import { openSeams } from './proof/mutations/seam-plugin.js';
import { findVectors } from './support/public-vectors.js';
import { defineTier } from './support/test-tier.js';
import { longDrillTests, realTimeTests } from './support/tests-that-take-long.js';

/** A stranger's clone has no public suites: `npm run conformance` says where to get them. CI has them, or fails. */
const needsVectors = findVectors() === undefined && process.env.CI === undefined ? ['conformance/**'] : [];

/** Tests that put mutants in the place of modules, which nobody else may see. */
const withModulesReplaced = ['proof/mutants.test.ts'];
const elsewhere = ['interop/**', 'long/**', '**/node_modules/**', ...needsVectors];

/** The fast tier: needs npm packages only. */
export default defineTier({
  projects: [
    {
      extends: true,
      test: {
        name: 'side by side',
        // Loading the modules anew for each file would take half of the time, and nothing is kept in them.
        isolate: false,
        include: ['**/*.test.ts'],
        exclude: [...elsewhere, ...realTimeTests, ...longDrillTests, ...withModulesReplaced],
        sequence: { groupOrder: 0 },
      },
    },
    {
      extends: true,
      plugins: [openSeams()],
      test: {
        name: 'with modules replaced',
        include: withModulesReplaced,
        sequence: { groupOrder: 0 },
      },
    },
  ],
});
