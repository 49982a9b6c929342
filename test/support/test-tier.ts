import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { sourceAliases } from './source-aliases.js';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What the tiers of tests have in common: sources instead of builds, no network beyond loopback, nothing passed over. */
export function defineTier(tier: NonNullable<ViteUserConfig['test']>): ViteUserConfig {
  return defineConfig({
    root: fromRoot('test'),
    cacheDir: fromRoot('node_modules/.vite'),
    resolve: { alias: sourceAliases },
    test: {
      setupFiles: [fromRoot('test/support/closed-network.ts'), fromRoot('test/support/no-leaks.ts')],
      // For what hangs, not for what is slow: a busy machine must fail no test.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      passWithNoTests: false,
      allowOnly: false,
      // Many tests wait for a clock rather than for a processor, so a machine of two cores takes two at a time.
      maxWorkers: Math.max(2, availableParallelism() - 1),
      ...tier,
    },
  });
}
