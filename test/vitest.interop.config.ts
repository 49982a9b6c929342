import { defineTier } from './support/test-tier.js';
import { longDrillTests, realTimeTests } from './support/tests-that-take-long.js';

/** Servers and clients from Debian; what is missing is named, never passed over. And the tests that need time for themselves. */
export default defineTier({
  globalSetup: ['./support/require-debian-packages.ts'],
  projects: [
    {
      extends: true,
      test: {
        name: 'with Debian',
        include: ['interop/**/*.test.ts', ...longDrillTests],
        exclude: realTimeTests,
        sequence: { groupOrder: 0 },
      },
    },
    {
      extends: true,
      test: {
        name: 'in real time',
        include: realTimeTests,
        sequence: { groupOrder: 1 },
      },
    },
  ],
});
