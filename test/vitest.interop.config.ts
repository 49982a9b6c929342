import { realTimeTests } from './support/real-time-tests.js';
import { defineTier } from './support/test-tier.js';

/** Servers and clients from Debian; what is missing is named, never passed over. And the tests that need time for themselves. */
export default defineTier({
  globalSetup: ['./support/require-debian-packages.ts'],
  testTimeout: 120_000,
  projects: [
    {
      extends: true,
      test: { name: 'with Debian', include: ['interop/**/*.test.ts'], sequence: { groupOrder: 0 } },
    },
    {
      extends: true,
      test: {
        name: 'in real time',
        include: realTimeTests,
        testTimeout: 300_000,
        sequence: { groupOrder: 1 },
      },
    },
  ],
});
