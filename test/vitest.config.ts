import { findVectors } from './support/public-vectors.js';
import { defineTier } from './support/test-tier.js';

/** A stranger's clone has no public suites: `npm run conformance` says where to get them. CI has them, or fails. */
const needsVectors = findVectors() === undefined && process.env.CI === undefined ? ['conformance/**'] : [];

/** Tests that watch real seconds go by: they leave the processor alone, and each tells a stall of the machine from harm. */
const inRealTime = ['provider/drills/over-http.test.ts', 'provider/examples/signing-replicas.test.ts'];
/** Tests that put mutants in the place of modules, which nobody else may see. */
const withModulesReplaced = ['provider/ring/mutations.test.ts'];
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
        exclude: [...elsewhere, ...inRealTime, ...withModulesReplaced],
        sequence: { groupOrder: 0 },
      },
    },
    {
      extends: true,
      test: {
        name: 'with modules replaced',
        include: withModulesReplaced,
        sequence: { groupOrder: 0 },
      },
    },
    {
      extends: true,
      test: {
        name: 'in real time',
        include: inRealTime,
        exclude: elsewhere,
        sequence: { groupOrder: 1 },
      },
    },
  ],
});
