import { defineTier } from './support/test-tier.js';

/** Servers and clients from Debian; what is missing is named, never passed over. */
export default defineTier({
  include: ['interop/**/*.test.ts'],
  globalSetup: ['./support/require-debian-packages.ts'],
  testTimeout: 120_000,
});
