import { defineConfig } from 'vitest/config';
import { sourceAliases } from './support/source-aliases.js';

/** The fast tier: npm packages only, no network beyond loopback. */
export default defineConfig({
  root: import.meta.dirname,
  resolve: { alias: sourceAliases },
  test: {
    include: ['**/*.test.ts'],
    exclude: ['interop/**', 'long/**', '**/node_modules/**'],
    setupFiles: ['./support/closed-network.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    passWithNoTests: false,
    allowOnly: false,
  },
});
